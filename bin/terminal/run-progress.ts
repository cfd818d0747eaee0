import { duration, percent, whole } from '../../core/contract/numbers.ts';
import type { Run } from '../../core/contract/run.ts';
import { describeAge, describeLife } from './run-alive.ts';
import { cutToWidth } from './text-width.ts';

/** One line about a run: where it is, and the newest numbers of the training. */
export function describeProgress(run: Run): string {
  const { progress, examples, scoring } = run;
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
  if (scoring) parts.push(`${whole(scoring.scored)} of ${whole(scoring.of)} examples scored by ${scoring.by}`);
  return parts.join(' · ');
}

/** Tells a run's progress as it moves; fits a {@link Follower}. */
export interface ProgressPrinter {
  tell(run: Run): void;
  miss(since: number): void;
  end(): void;
}

/**
 * Prints a run's progress on stderr: on a terminal a moving line, elsewhere a line for each news.
 * @param now in ms since 1970
 */
export function progressPrinter(stream: NodeJS.WriteStream, now: () => number): ProgressPrinter {
  const start = now();
  let last = '';
  const print = (news: string, moving: string) => {
    const age = `${((now() - start) / 1000).toFixed(0).padStart(4)} s`;
    if (stream.isTTY) {
      const line = [`${age}  ${news}`, ...(moving ? [moving] : [])].join(' · ');
      stream.write(`\r\u001b[K${cutToWidth(line, (stream.columns ?? 120) - 1)}`);
    } else if (news !== last) stream.write(`${age}  ${news}\n`);
    last = news;
  };
  return {
    tell(run) {
      const time = new Date(now());
      print([describeProgress(run), ...describeLife(run, time)].join(' · '), describeAge(run, time).join(' · '));
    },
    miss: (since) =>
      print('the API does not answer: asking again by itself', `no answer for ${duration((now() - since) / 1000)}`),
    end() {
      if (stream.isTTY) stream.write('\n');
    },
  };
}
