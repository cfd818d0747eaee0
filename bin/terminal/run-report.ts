import type { Preparation } from '../../core/contract/dataset.ts';
import type { Metrics } from '../../core/contract/metrics.ts';
import { percent, whole } from '../../core/contract/numbers.ts';
import type { Run } from '../../core/contract/run.ts';
import type { RunDocuments } from '../client/run-documents.ts';
import { commandLine, withOwnHints } from '../invocation.ts';
import { describeEvaluation } from './evaluation-report.ts';
import { drawTable } from './table.ts';
import { printable } from './text-width.ts';

/** Classes that are listed, the most frequent ones. */
const MOST_CLASSES = 20;

const CLASS_COLUMNS = [
  { title: 'label' },
  { title: 'precision', align: 'right' },
  { title: 'recall', align: 'right' },
  { title: 'F1', align: 'right' },
  { title: 'examples', align: 'right' },
] as const;

/**
 * How a run ended, for a person: the verdict with its numbers, or why there is none and what to do; and its rows.
 * @param typed a command as it would be typed for the same API
 */
export function describeEnd(
  run: Run,
  { preparation, evaluation }: RunDocuments = {},
  typed: (...words: readonly string[]) => string = commandLine,
): string {
  const lines = [`Run ${run.run}: ${run.status}`];
  if (run.reason) lines.push(`  ${run.reason.message}`, `  What to do: ${withOwnHints(run.reason.remedy)}`);
  if (run.unreleased) lines.push(`  Still at the provider: ${withOwnHints(run.unreleased)}`);
  if (run.version !== null) lines.push(`  Version ${run.version} of ${run.classifier}, model ${run.model}`);
  if (run.verdict) lines.push(`  Verdict: ${run.verdict}`);
  // A run without a job found its version ready, and kept nothing back.
  if (run.status === 'succeeded' && run.version !== null && run.job !== null && !run.promoted) {
    lines.push(`  To put it into service: ${typed('promote', run.classifier, String(run.version))}`);
  }
  if (evaluation) lines.push(...describeEvaluation(evaluation));
  lines.push(`  Report: ${typed('report', run.run)}`);
  if (preparation) lines.push(...describeRows(preparation));
  lines.push(...run.notes.map((note) => `  Note: ${withOwnHints(note)}`));
  if (run.metrics) lines.push('', describeMetrics(run.metrics));
  return lines.join('\n');
}

/** What became of the rows of a run's file, as lines: how many were read, went to each side, and were left out why. */
export function describeRows({ checks, examples, removed, train, validation }: Preparation): string[] {
  const left = examples - train.rows - validation.rows;
  const sides = `${whole(train.rows)} to train on, ${whole(validation.rows)} held out`;
  const why = Object.entries(removed).map(([id, rows]) => `${id} ${whole(rows.length)}`);
  const reported = checks
    .filter(({ action, severity }) => action === 'none' && severity !== 'info')
    .map(({ id }) => id);
  return [
    `  Rows: ${whole(examples)} read, ${sides}, ${whole(left)} left out${left > 0 ? `: ${why.join(', ')}` : ''}`,
    ...(reported.length > 0 ? [`  Look at: ${reported.join(', ')} (in the run's preparation.json)`] : []),
  ];
}

/** Accuracy with its interval, then precision, recall and F1 of every class, the most frequent first. */
function describeMetrics(metrics: Metrics): string {
  const [low, high] = metrics.accuracyInterval;
  const error = metrics.expectedCalibrationError;
  const classes = [...metrics.perClass].sort((a, b) => b.support - a.support);
  const rows = classes
    .slice(0, MOST_CLASSES)
    .map(({ f1, label, precision, recall, support }) => [
      printable(label),
      percent(precision),
      percent(recall),
      f1.toFixed(4),
      String(support),
    ]);
  const more = classes.length - rows.length;
  return [
    `  Accuracy ${percent(metrics.accuracy)} (95% interval ${percent(low)} to ${percent(high)}) on ${metrics.examples} held-out examples`,
    `  Macro F1 ${metrics.macroF1.toFixed(4)}${error === null ? '' : `, calibration error ${error.toFixed(3)}`}`,
    '',
    ...drawTable(CLASS_COLUMNS, rows).map((line) => `  ${line}`),
    ...(more > 0 ? [`  ... and ${more} more`] : []),
  ].join('\n');
}
