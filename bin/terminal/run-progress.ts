import type { Run } from '../../core/contract/run.ts';
import { percent, whole } from './numbers.ts';

/** One line about a run: where it is, and the newest numbers of the training. */
export function describeProgress(run: Run): string {
  const { progress, examples } = run;
  const parts = [run.state];
  if (examples) {
    const { removed, train, validation } = examples;
    parts.push(`${whole(train)} to train on, ${whole(validation)} held out, ${whole(removed)} left out`);
  }
  if (progress?.epoch !== undefined)
    parts.push(`epoch ${progress.epoch}${progress.epochs ? ` of ${progress.epochs}` : ''}`);
  const loss = progress?.validationLoss ?? progress?.trainLoss;
  if (loss !== undefined) parts.push(`loss ${loss.toFixed(3)}`);
  const accuracy = progress?.validationAccuracy ?? progress?.trainAccuracy;
  if (accuracy !== undefined) parts.push(`accuracy ${percent(accuracy)}`);
  return parts.join(' · ');
}

/** Prints a run's progress on stderr: a moving line on a terminal, a line for each news elsewhere. */
export function progressPrinter(stream: NodeJS.WriteStream, now: () => number): { tell(run: Run): void; end(): void } {
  const start = now();
  let last = '';
  return {
    tell(run) {
      const text = describeProgress(run);
      const line = `${((now() - start) / 1000).toFixed(0).padStart(4)} s  ${text}`;
      if (stream.isTTY) stream.write(`\r\u001b[K${line.slice(0, (stream.columns ?? 120) - 1)}`);
      else if (text !== last) stream.write(`${line}\n`);
      last = text;
    },
    end() {
      if (stream.isTTY) stream.write('\n');
    },
  };
}
