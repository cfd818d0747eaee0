import { z } from 'zod';
import type { UnlearntAnswers } from '../../core/learner/training/give-answers.ts';
import { readBytes, type Store } from '../../core/store.ts';

/** Answers kept at most: 2 MB. They prove a precision to a thousandth. */
export const MOST_ANSWERS = 100_000;
/** Confidences are kept to a millionth. */
const PARTS = 1e6;

/** Place of the label answered, its probability, and whether it was right. */
const answer = z.tuple([z.int().min(0), z.number().min(0).max(1), z.boolean()]);

/**
 * `engine/models/<id>.calibration.json`: what models that had not learnt an example answered to it, for examples of the training
 * file. They tell how sure the model is of texts it does not know, though they are not its own answers: they come from up to three
 * models that learnt two thirds of the examples each (of a very large set, one that learnt four fifths), in four passes, with the
 * same features and C. The model itself has learnt more, and is right a little more often. The features are those of all the texts,
 * C was chosen on the same examples, and of two examples that are nearly the same one may have been learnt: that flatters a little.
 */
export const calibrationRecord = z.object({
  schema: z.literal('labelsmith.engine-calibration.v1'),
  /** What the model divides its scores by. Each answer's confidence has a temperature of its own fold. */
  temperature: z.number().positive(),
  /** Examples with such an answer; more than `answers` when some were drawn from them. */
  examples: z.int().min(0),
  /** As they were trained, leading space included. */
  labels: z.array(z.string()),
  answers: z.array(answer).max(MOST_ANSWERS),
});
export type CalibrationRecord = z.infer<typeof calibrationRecord>;

/** The record of answers in columns. */
export function calibrationOf(
  { classes, confidences, right }: UnlearntAnswers,
  facts: Pick<CalibrationRecord, 'temperature' | 'examples' | 'labels'>,
): CalibrationRecord {
  const answers = Array.from(classes, (label, index): CalibrationRecord['answers'][number] => [
    label,
    Math.round((confidences[index] ?? 0) * PARTS) / PARTS,
    right[index] === 1,
  ]);
  return { schema: 'labelsmith.engine-calibration.v1', ...facts, answers };
}

/** Writes the record without indenting it: each of its answers would take five lines. */
export async function writeCalibration(store: Store, key: string, record: CalibrationRecord): Promise<void> {
  await store.write(key, `${JSON.stringify(calibrationRecord.parse(record))}\n`, { contentType: 'application/json' });
}

/** Copies the record as it is; without one there is nothing to copy: engines of before kept none. */
export async function copyCalibration(store: Store, from: string, to: string): Promise<void> {
  const found = await readBytes(store, from);
  if (found) await store.write(to, found.bytes, { contentType: 'application/json' });
}
