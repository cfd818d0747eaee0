import * as z from 'zod/mini';

/** A classifier's name: part of object keys, URLs and execution names, so it is short, lower case and has no dots. */
export const classifierName = z
  .string()
  .check(
    z.regex(
      /^[a-z0-9][a-z0-9-]{0,47}$/,
      'a classifier is named with 1 to 48 lower-case letters, digits and hyphens, the first one not a hyphen',
    ),
  );

/** A run's id. It is also the name of its execution, which Step Functions limits to 80 characters. */
export const runId = z
  .string()
  .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/, 'a run id has 1 to 80 letters, digits, - and _'));

/**
 * Whether a run with this id is one of the classifier's. Such an id is the classifier's name, a hyphen and a hash without
 * any: no id is also one of a classifier with a longer name.
 */
export const isRunOf = (run: string, classifier: string): boolean =>
  run.startsWith(`${classifier}-`) && !run.slice(classifier.length + 1).includes('-');

/** The classifier whose run this is. */
export const classifierOfRun = (run: string): string => run.slice(0, run.lastIndexOf('-'));

/** A dataset's id: the first 32 hexadecimal digits of the SHA-256 of what it holds. */
export const datasetId = z.string().check(z.regex(/^[0-9a-f]{32}$/, 'a dataset id is 32 hexadecimal digits'));

/** A version's number within its classifier, counted from 1. */
export const versionNumber = z.int().check(z.minimum(1), z.maximum(999_999));

/** A moment as ISO 8601 in UTC, e.g. `2026-11-22T10:30:00.000Z`. */
export const timestamp = z.iso.datetime();

/** Who trains and serves. */
export const providerName = z.enum(['embedded', 'openai', 'openai-compatible']);
export type ProviderName = z.infer<typeof providerName>;

/** How a dataset's rows are written. */
export const datasetFormat = z.enum(['chat', 'completion']);
export type DatasetFormat = z.infer<typeof datasetFormat>;
