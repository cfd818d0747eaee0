import type { Dataset } from '../../contract/dataset.ts';
import type { ScoredExample } from '../../contract/evaluation.ts';
import type { Checkpoint, Job } from '../../contract/job.ts';
import { runKey } from '../../contract/keys.ts';
import { isLabelsmithError } from '../../errors.ts';
import { readText } from '../../store.ts';
import type { TuningContext } from '../../tuning/tuning-context.ts';
import { classificationRow } from './classification-columns.ts';
import { joinResults, type MeasuredStep } from './join-results.ts';

/** What the columns are worked out from. */
export interface Measured {
  readonly job: Job;
  readonly dataset: Dataset;
  /** The final model's answers. */
  readonly scored: readonly ScoredExample[];
  /** Asks a checkpoint the same. */
  readonly scoreCheckpoint: (checkpoint: Checkpoint) => Promise<ScoredExample[]>;
}

/**
 * Writes `results.csv`: the provider's table with the classification columns of the final model, and of every checkpoint
 * that can still be asked. All are of the probabilities as the host gives them, so that steps can be compared: checkpoints
 * have no temperature. The areas in `evaluation.json`, at the version's temperature, may differ. Written again, it is the same.
 * @throws OutOfTime when a checkpoint has yet to be asked for more
 */
export async function writeResults(context: TuningContext, run: string, measured: Measured): Promise<void> {
  const told = (await readText(context.store, runKey(run, 'provider-results.csv'))) ?? '';
  const steps = await measureCheckpoints(measured);
  const last = measured.job.checkpoints.find(({ model }) => model === measured.job.model);
  const final = { step: last?.step ?? null, row: classificationRow(measured.scored, measured.dataset.labels) };
  await context.store.write(runKey(run, 'results.csv'), joinResults(told, [...steps, final]), {
    contentType: 'text/csv; charset=utf-8',
  });
}

/** Checkpoints are a help: one that does not answer is left out. What is wrong with the bucket is another matter. */
async function measureCheckpoints({ job, dataset, scoreCheckpoint }: Measured): Promise<MeasuredStep[]> {
  const steps: MeasuredStep[] = [];
  for (const checkpoint of job.checkpoints.toSorted((a, b) => a.step - b.step)) {
    if (checkpoint.model === job.model) continue;
    try {
      steps.push({ step: checkpoint.step, row: classificationRow(await scoreCheckpoint(checkpoint), dataset.labels) });
    } catch (error) {
      if (!isLabelsmithError(error, 'ProviderRefused', 'ProviderUnavailable', 'KeyRefused')) throw error;
    }
  }
  return steps;
}
