import * as z from 'zod/mini';
import { classifierName, timestamp, versionNumber } from './names.ts';

/** Confidences are counted in so many classes of equal width from 0 to 1; a confidence of 1 is in the last one. */
export const CONFIDENCE_CLASSES = 20;

const confidences = z.array(z.int().check(z.minimum(0))).check(z.length(CONFIDENCE_CLASSES));

/** How many words of some texts a version's embedded model was asked about, and how many of them it does not know. */
const wordCount = z.object({ words: z.int(), unseen: z.int() });
export type WordCount = z.infer<typeof wordCount>;

/** What a version was trained on, and what it was like to answer texts that it had not learnt: nothing but counts. */
export const trainingProfile = z.object({
  /** Training examples by label. */
  labels: z.array(z.object({ label: z.string(), examples: z.int() })),
  /** Answers to texts not learnt from, by confidence as the version serves it; null where its host tells none. */
  confidences: z.nullable(confidences),
  /** Of the held-out texts; null of a version that has no vocabulary of its own. */
  words: z.nullable(wordCount),
});
export type TrainingProfile = z.infer<typeof trainingProfile>;

/** What one version answered in some time: nothing but counts. What a baseline answered in its place is not counted. */
export const servedCounts = z.object({
  version: versionNumber,
  /** By its model the version is known from another of its number, after a deletion; null: nobody noted it. */
  model: z._default(z.nullable(z.string()), null),
  answers: z.int(),
  /** Of the answers, those without a label. */
  abstentions: z.int(),
  /** Answers by label; of an answer that was withheld for its low confidence, by the label that it guessed. */
  labels: z.array(z.object({ label: z.string(), answers: z.int() })),
  confidences,
  /** Of a sample of the texts; null where the version has no vocabulary. */
  words: z.nullable(wordCount),
});
export type ServedCounts = z.infer<typeof servedCounts>;

/** `served/<classifier>/<day>/<id>.json`: what one process has answered since it last wrote one. */
export const servedTally = z.object({
  schema: z.literal('labelsmith.served.v1'),
  classifier: classifierName,
  /** When the first and the last of the answers were given. */
  since: timestamp,
  until: timestamp,
  versions: z.array(servedCounts),
});
export type ServedTally = z.infer<typeof servedTally>;
