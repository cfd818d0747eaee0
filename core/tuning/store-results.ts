import { requireArtefact, writeArtefact } from '../artefact.ts';
import { job as jobSchema } from '../contract/job.ts';
import { runKey } from '../contract/keys.ts';
import { STATES, type StoreOutput, type WorkflowInput } from '../contract/workflow.ts';
import { LabelsmithError } from '../errors.ts';
import { readSettings } from '../run/classifier-settings.ts';
import { enterState } from '../run/step.ts';
import { chooseProvider } from './provider-choice.ts';
import { parseResults } from './results-table.ts';
import type { TuningContext } from './start-tuning.ts';

/**
 * Fetches the table of losses and accuracies, makes sure that it is one, and stores it with the checkpoints. Only then
 * are the run's files at the provider removed.
 * @throws LabelsmithError `ResultsNotReady` while the table is missing or empty
 */
export async function storeResults(context: TuningContext, input: WorkflowInput): Promise<StoreOutput> {
  const { store, providers } = context;
  await enterState(context, input, STATES.storeResults);
  const key = runKey(input.run, 'job.json');
  const job = await requireArtefact(store, key, jobSchema);
  if (!job.model) throw notReady(job.id, 'names no model');
  const settings = await readSettings(store, input.classifier);
  const provider = await providers.training(chooseProvider(settings, providers.defaults));

  const table = await provider.results(job);
  if (parseResults(table).length === 0) throw notReady(job.id, 'has a result file without rows');
  await store.write(runKey(input.run, 'results.csv'), table, { contentType: 'text/csv; charset=utf-8' });
  await writeArtefact(store, key, jobSchema, { ...job, checkpoints: await provider.checkpoints(job.id) });

  // A file that stays behind costs nothing and harms nobody: the results are safe, so the run goes on.
  await provider
    .removeFiles([job.trainingFile, ...(job.validationFile ? [job.validationFile] : [])])
    .catch(() => undefined);
  return { model: job.model };
}

const notReady = (job: string, what: string) =>
  new LabelsmithError('ResultsNotReady', `job ${job} succeeded, but ${what}`, 'Wait: the workflow asks again.');
