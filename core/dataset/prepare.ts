import type { Preparation } from '../contract/dataset.ts';
import type { Finding } from './checks/finding.ts';
import { removeUnfit } from './checks/removals.ts';
import { reportOn } from './checks/reports.ts';
import { reportBroken, reportSurplus } from './checks/rows-left-out.ts';
import type { Example } from './example.ts';
import type { PreparedDataset, PrepareOptions, PrepareSurroundings } from './options.ts';
import { chooseAnswers } from './output/answers.ts';
import { countLabels, type DatasetFiles, describeDataset } from './output/describe.ts';
import { identify } from './output/identity.ts';
import { writeRows } from './output/output-rows.ts';
import { readExamples } from './read-examples.ts';
import { refuseEmptySide } from './refusals.ts';
import { requireLearnable, requireReadable } from './requirements.ts';
import type { Source } from './source.ts';
import { type Split, splitExamples } from './split.ts';
import { estimateTokens } from './token-estimate.ts';
import { estimateEmbedded } from './training-estimate.ts';

export type { PreparedDataset, PrepareOptions, PrepareSurroundings } from './options.ts';
export type { Source } from './source.ts';

/** Share of broken rows that is put down to chance; more of them mean that the file is not what it seems to be. */
const MAX_BROKEN_SHARE = 0.05;

/**
 * Reads a file of labelled texts, checks and cleans it, splits it and writes it as JSON Lines. The result depends on the
 * rows and the options only: not on their order, nor on the kind of file they came in.
 * @throws LabelsmithError `UnusableSource` when nothing can be learned from the file; the message names it, and the row
 *   where there is one
 */
export async function prepareDataset(
  source: Source,
  options: PrepareOptions,
  { estimate = estimateEmbedded, onProgress }: PrepareSurroundings = {},
): Promise<PreparedDataset> {
  const read = await readExamples(source, options, onProgress);
  requireReadable(source.name, read, options.maxBrokenShare ?? MAX_BROKEN_SHARE);
  const { kept, findings } = removeUnfit(read.examples, options.format);
  requireLearnable(source.name, kept, read.rows);
  const split = splitExamples(kept, options.validationFraction);
  if (split.train.length === 0 || split.validation.length === 0) throw refuseEmptySide(source.name);

  const files = await writeFiles(kept, split, options);
  const dataset = describeDataset(identify(options, files), options.format, split, files);
  const trainTokens = await estimateTokens(split.train, options.format);
  const { billedTokens, costUsd, seconds } = estimate({ trainTokens, ...sizes(dataset) });
  const checks = [...reportBroken(read), ...findings, ...reportOn(kept, read.shape), ...reportSurplus(split)];
  const preparation: Preparation = {
    schema: 'labelsmith.preparation.v1',
    ...(options.run !== undefined && { run: options.run }),
    dataset: dataset.dataset,
    source: source.name,
    examples: read.rows,
    labels: countLabels(read.examples),
    removed: rowsRemoved(checks),
    columns: { text: read.shape.text, label: read.shape.label, why: read.shape.why },
    train: { rows: dataset.train.rows },
    validation: { rows: dataset.validation.rows },
    tokens: { train: trainTokens, billed: billedTokens },
    estimate: { costUsd, seconds },
    checks,
  };
  return { dataset, preparation, train: files.train, validation: files.validation };
}

async function writeFiles(kept: readonly Example[], split: Split, options: PrepareOptions): Promise<DatasetFiles> {
  const { answers: choice, format } = options;
  const labels = await chooseAnswers(new Set(kept.map(({ label }) => label)), choice, format);
  const answers = new Map(labels.map(({ label, answer }) => [label, answer]));
  return {
    labels,
    train: writeRows(split.train, format, answers),
    validation: writeRows(split.validation, format, answers),
  };
}

const sizes = ({ train, validation, labels }: PreparedDataset['dataset']) => ({
  trainBytes: train.bytes,
  trainExamples: train.rows,
  validationExamples: validation.rows,
  labels: labels.length,
});

/** Check id to the rows it removed: no row stands under two of them. */
function rowsRemoved(checks: readonly Finding[]): Record<string, number[]> {
  return Object.fromEntries(checks.filter(({ action }) => action === 'removed').map(({ id, rows }) => [id, rows]));
}
