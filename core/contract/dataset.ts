import { z } from 'zod';
import { labelAnswer, promptForm } from './example-format.ts';
import { datasetFormat, datasetId, runId } from './names.ts';

/** `datasets/<dataset>/dataset.json`: what a dataset holds. Counts only; no row numbers, since those belong to a file. */
export const dataset = z.object({
  schema: z.literal('labelsmith.dataset.v1'),
  dataset: datasetId,
  format: datasetFormat,
  /** How the `completion` format writes a text as a prompt; a prediction has to write it the same way. */
  promptForm: z.optional(promptForm),
  /** In the order of the labels' code points. */
  labels: z.array(z.object({ ...labelAnswer.shape, train: z.int(), validation: z.int() })),
  train: z.object({ rows: z.int(), bytes: z.int() }),
  validation: z.object({ rows: z.int(), bytes: z.int() }),
});
export type Dataset = z.infer<typeof dataset>;

export const check = z.object({
  /** Stable: settings, reports and `removed` refer to it. */
  id: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  message: z.string(),
  /** Row numbers in the user's file, counted from 0. */
  rows: z.array(z.int()),
  action: z.enum(['none', 'removed', 'refused', 'moved', 'changed']),
});
export type Check = z.infer<typeof check>;

const estimate = z.object({ costUsd: z.number(), seconds: z.number() });

/** The same for a model that may be unknown: then nobody here knows its price, nor how long it takes. */
const chosenEstimate = z.object({ costUsd: z.number().nullable(), seconds: z.number().nullable() });

/** What training on this dataset would cost with one base model. */
export const modelEstimate = estimate.extend({ baseModel: z.string(), provider: z.string(), billedTokens: z.int() });
export type ModelEstimate = z.infer<typeof modelEstimate>;

/** How many texts have at most `upTo` characters (UTF-16 units), and more than the class before; null: no limit. */
export const lengthClass = z.object({ upTo: z.int().nullable(), texts: z.int() });
export type LengthClass = z.infer<typeof lengthClass>;

/** `runs/<run>/preparation.json`: what became of the user's own file, row by row. */
export const preparation = z.object({
  schema: z.literal('labelsmith.preparation.v1'),
  run: z.optional(runId),
  dataset: z.nullable(datasetId),
  source: z.string(),
  /** Rows read, before anything was removed. */
  examples: z.int(),
  /** Examples by label, before anything was removed. */
  labels: z.record(z.string(), z.int()),
  /** Check id to the rows it removed. */
  removed: z.record(z.string(), z.array(z.int())),
  columns: z.object({ text: z.string(), label: z.string(), why: z.string() }).nullable(),
  train: z.object({ rows: z.int() }),
  validation: z.object({ rows: z.int() }),
  /** `error`: half the width of the 95% interval of an estimate from a sample; 0 when every token was counted. */
  tokens: z.object({ train: z.int(), billed: z.int(), error: z.int().default(0) }),
  estimate: chosenEstimate,
  /** The same for the other known base models, the cheapest first. */
  estimates: z.array(modelEstimate).default([]),
  /** The prices' date. */
  pricesOf: z.string().optional(),
  /** Lengths of the texts that are left. */
  lengths: z.array(lengthClass).default([]),
  /** Sentences on how the file was read: its encoding, its sheet. */
  notes: z.array(z.string()).default([]),
  /** The files that were read, in the order of their rows; rows of the second one count on from the first one's. */
  sources: z.array(z.object({ name: z.string(), firstRow: z.int(), rows: z.int() })).default([]),
  /** Rows whose label is doubtful, the likeliest errors first, with the probabilities of both labels. */
  suspects: z
    .array(
      z.object({
        row: z.int(),
        label: z.string(),
        probability: z.number(),
        suggested: z.string(),
        suggestedProbability: z.number(),
      }),
    )
    .default([]),
  checks: z.array(check),
});
export type Preparation = z.infer<typeof preparation>;
