import type { Metrics } from '../../core/contract/evaluation.ts';
import type { Run } from '../../core/contract/run.ts';
import { percent } from './run-progress.ts';

/** How a run ended, for a person: the verdict with its numbers, or why there is none and what to do. */
export function describeEnd(run: Run): string {
  const lines = [`Run ${run.run}: ${run.status}`];
  if (run.reason) lines.push(`  ${run.reason.message}`, `  What to do: ${run.reason.remedy}`);
  if (run.version !== null) lines.push(`  Version ${run.version} of ${run.classifier}, model ${run.model}`);
  if (run.verdict) lines.push(`  Verdict: ${run.verdict}`);
  if (run.metrics) lines.push('', describeMetrics(run.metrics));
  return lines.join('\n');
}

/** Accuracy with its interval, then precision, recall and F1 of every class, the most frequent first; 20 at most. */
export function describeMetrics(metrics: Metrics): string {
  const [low, high] = metrics.accuracyInterval;
  const error = metrics.expectedCalibrationError;
  const classes = [...metrics.perClass].sort((a, b) => b.support - a.support);
  const width = Math.max(5, ...classes.slice(0, 20).map((entry) => entry.label.length));
  const row = (cells: readonly string[], label: string) =>
    `  ${label.padEnd(width)}  ${cells.map((cell) => cell.padStart(9)).join(' ')}`;
  return [
    `  Accuracy ${percent(metrics.accuracy)} (95% interval ${percent(low)} to ${percent(high)}) on ${metrics.examples} held-out examples`,
    `  Macro F1 ${metrics.macroF1.toFixed(4)}${error === null ? '' : `, calibration error ${error.toFixed(3)}`}`,
    '',
    row(['precision', 'recall', 'F1', 'examples'], 'label'),
    ...classes
      .slice(0, 20)
      .map((entry) =>
        row([percent(entry.precision), percent(entry.recall), entry.f1.toFixed(4), String(entry.support)], entry.label),
      ),
    ...(classes.length > 20 ? [`  ... and ${classes.length - 20} more`] : []),
  ].join('\n');
}
