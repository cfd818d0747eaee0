import { z } from 'zod';
import { datasetId, runId } from './names.ts';
import { datasetFormat } from './settings.ts';

/** One class: the user's label, and the answer the model is trained to give for it (see "Labels as tokens"). */
export const labelAnswer = z.object({ label: z.string(), answer: z.string() });
export type LabelAnswer = z.infer<typeof labelAnswer>;

/** `datasets/<dataset>/dataset.json`: what a dataset holds. Counts only; no row numbers, since those belong to a file. */
export const dataset = z.object({
  schema: z.literal('labelsmith.dataset.v1'),
  dataset: datasetId,
  format: datasetFormat,
  /** In the order of the labels' code points. */
  labels: z.array(labelAnswer.extend({ train: z.int(), validation: z.int() })),
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
  action: z.enum(['none', 'removed', 'refused', 'moved']),
});
export type Check = z.infer<typeof check>;

const estimate = z.object({ costUsd: z.number(), seconds: z.number() });

/** `runs/<run>/preparation.json`: what became of the user's own file, row by row. */
export const preparation = z.object({
  schema: z.literal('labelsmith.preparation.v1'),
  run: runId.optional(),
  dataset: datasetId.nullable(),
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
  tokens: z.object({ train: z.int(), billed: z.int() }),
  estimate,
  checks: z.array(check),
});
export type Preparation = z.infer<typeof preparation>;
