import { requireArtefact, writeArtefact } from '../artefact.ts';
import { type Job, job as jobSchema } from '../contract/job.ts';
import { runKey } from '../contract/keys.ts';
import { STATES, type StoreOutput, type WorkflowInput } from '../contract/workflow.ts';
import { LabelsmithError } from '../errors.ts';
import { enterState } from '../run/step.ts';
import { parseResults } from './results-table.ts';
import type { TuningContext } from './tuning-context.ts';
import { tryRelease } from './unreleased.ts';

/** How long after a job's end its table is waited for: less than the workflow's retries of this step last. */
const PATIENCE_MS = 3_600_000;
/** How long, where the job names no result file: some hosts make none. */
const PATIENCE_WITHOUT_FILE_MS = 300_000;

/**
 * Fetches the table of losses and accuracies, makes sure that it is one, and stores it with the checkpoints. Only then
 * are the run's files at the provider removed.
 * @throws LabelsmithError `ResultsNotReady` while the table is missing or empty, until an hour after the job's end
 */
export async function storeResults(context: TuningContext, input: WorkflowInput): Promise<StoreOutput> {
  const { store, clock, providers } = context;
  await enterState(context, input, STATES.storeResults);
  const key = runKey(input.run, 'job.json');
  const job = await requireArtefact(store, key, jobSchema);
  if (!job.model) throw notReady(job.id, 'names no model');
  const provider = await providers.training(job);

  const table = await provider.results(job);
  const isTable = parseResults(table).length > 0;
  // The model is trained and paid for: a table that never comes must not keep it from being judged.
  if (!isTable && ageMs(job, clock()) < (job.resultFiles.length ? PATIENCE_MS : PATIENCE_WITHOUT_FILE_MS))
    throw notReady(job.id, 'has no result file with rows');
  if (isTable) await store.write(runKey(input.run, 'results.csv'), table, { contentType: 'text/csv; charset=utf-8' });
  await writeArtefact(store, key, jobSchema, { ...job, checkpoints: await provider.checkpoints(job.id) });

  await tryRelease(context, input.run);
  return { outcome: 'stored', waitSeconds: 0 };
}

const ageMs = ({ finishedAt, lastSeenAt }: Job, now: Date) => now.getTime() - Date.parse(finishedAt ?? lastSeenAt);

const notReady = (job: string, what: string) =>
  new LabelsmithError('ResultsNotReady', `job ${job} succeeded, but ${what}`, 'Wait: the workflow asks again.');
