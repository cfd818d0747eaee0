import type { Dataset } from '../contract/dataset.ts';
import type { ScoredExample } from '../contract/evaluation.ts';
import type { Job } from '../contract/job.ts';
import { runKey } from '../contract/keys.ts';
import { isLabelsmithError } from '../errors.ts';
import { readText } from '../store.ts';
import type { TuningContext } from '../tuning/tuning-context.ts';
import { classificationRow } from './classification-columns.ts';
import { joinResults, type MeasuredStep } from './join-results.ts';

/** What the columns are worked out from. */
export interface Measured {
  readonly job: Job;
  readonly dataset: Dataset;
  /** The final model's answers. */
  readonly scored: readonly ScoredExample[];
  /** Asks another model the same. */
  readonly scoreModel: (model: string) => Promise<ScoredExample[]>;
}

/** Share of the time left that one checkpoint may take, as judged by the last one: the rest of the step needs some, too. */
const SHARE_OF_TIME_LEFT = 0.25;

/**
 * Writes `results.csv`: the provider's table with the classification columns of the final model, and of every checkpoint
 * that can still be asked. Written again, it is the same.
 */
export async function writeResults(context: TuningContext, run: string, measured: Measured): Promise<void> {
  const told = (await readText(context.store, runKey(run, 'provider-results.csv'))) ?? '';
  const steps = await measureCheckpoints(context, measured);
  const final = { step: null, row: classificationRow(measured.scored, measured.dataset.labels) };
  await context.store.write(runKey(run, 'results.csv'), joinResults(told, [...steps, final]), {
    contentType: 'text/csv; charset=utf-8',
  });
}

/** Checkpoints are a help: one that does not answer is left out, and so is every one that there is no time for. */
async function measureCheckpoints(
  { clock, deadline }: TuningContext,
  { job, dataset, scoreModel }: Measured,
): Promise<MeasuredStep[]> {
  const steps: MeasuredStep[] = [];
  let longestMs = 0;
  for (const { model, step } of job.checkpoints.toSorted((a, b) => a.step - b.step)) {
    const start = clock().getTime();
    if (model === job.model || longestMs > (deadline.getTime() - start) * SHARE_OF_TIME_LEFT) continue;
    try {
      steps.push({ step, row: classificationRow(await scoreModel(model), dataset.labels) });
    } catch (error) {
      if (!isLabelsmithError(error)) throw error;
    }
    longestMs = Math.max(longestMs, clock().getTime() - start);
  }
  return steps;
}
