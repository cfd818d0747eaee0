import { changeArtefact } from '../artefact.ts';
import { type Job, job as jobSchema } from '../contract/job.ts';
import { runKey } from '../contract/keys.ts';
import { STATES, type StoreOutput, type WorkflowInput } from '../contract/workflow.ts';
import { isLabelsmithError } from '../errors.ts';
import { addNotes, updateRunRecord } from '../run/run-record.ts';
import { enterState } from '../run/step.ts';
import { readText, type Store } from '../store.ts';
import { lookAtJob } from './look-at-job.ts';
import { resultsWaitSeconds } from './poll-schedule.ts';
import type { TrainingProvider } from './provider.ts';
import { parseResults, readResultsTable, writeResultsTable } from './results-table.ts';
import type { TuningContext } from './tuning-context.ts';
import { tryRelease } from './unreleased.ts';

/** How long a table is waited for from the first time that it was asked for in vain: a day. */
const PATIENCE_SECONDS = 86_400;
/** How long, where the job names no result file: some hosts make none. */
const PATIENCE_WITHOUT_FILE_SECONDS = 3_600;

/** How long checkpoints and the last events are waited for from then on: it takes a host that does not answer. */
const PATIENCE_WITH_REST_SECONDS = 3_600;

/**
 * Fetches the job's table of losses and accuracies, makes sure that it is one, and stores it with the checkpoints and the
 * last events. Only then are the run's files at the provider removed. A table that is late is asked for again, since the
 * job may name it late, too; after a day the run goes on without it, and says so: the model is trained and paid for. For
 * the rest, a host that does not answer is waited for as well, for an hour; one that refuses has none.
 */
export async function storeResults(context: TuningContext, input: WorkflowInput): Promise<StoreOutput> {
  const { run } = input;
  await enterState(context, input, STATES.storeResults);
  const { job, lacksEvents } = await lookAtJob(context, run);
  const ask = <T>(call: (provider: TrainingProvider) => Promise<T>) =>
    orNothing(async () => call(await context.providers.training(job)));
  const resultRows =
    (await storedRows(context.store, run)) ??
    (await storeTable(context.store, run, await ask((host) => host.results(job))));
  if (resultRows === null) {
    const what = ['table of losses and accuracies'];
    const late = await waitFor(context, job, { what, since: 'resultsMissingSince', mostSeconds: patienceWith(job) });
    if (late) return late;
  }
  const checkpoints = await ask((host) => host.checkpoints(job.id));
  await changeJob(context, run, { resultRows, ...(checkpoints && { checkpoints }) });
  if (!checkpoints || lacksEvents) {
    const what = [...(checkpoints ? [] : ['checkpoints']), ...(lacksEvents ? ['last events'] : [])];
    const mostSeconds = PATIENCE_WITH_REST_SECONDS;
    const late = await waitFor(context, job, { what, since: 'restMissingSince', mostSeconds });
    if (late) return late;
  }
  await tryRelease(context, run);
  return { outcome: 'stored', waitSeconds: 0 };
}

/** What the provider has not told, where the job's record says since when, and how long it is waited for. */
interface Missing {
  readonly what: readonly string[];
  readonly since: 'resultsMissingSince' | 'restMissingSince';
  readonly mostSeconds: number;
}

/** How long to wait until it is asked for again; undefined, and a note for a person, once it is given up. */
async function waitFor(context: TuningContext, job: Job, missing: Missing): Promise<StoreOutput | undefined> {
  const now = context.clock();
  const since = job[missing.since] ?? now.toISOString();
  const waited = (now.getTime() - Date.parse(since)) / 1000;
  if (waited >= missing.mostSeconds) {
    const what = missing.what.join(' and no ');
    await addNotes(context, job.run, [`The provider has had no ${what} for job ${job.id} since ${since}.`]);
    return undefined;
  }
  const waitSeconds = resultsWaitSeconds(waited);
  await changeJob(context, job.run, { [missing.since]: since });
  await updateRunRecord(context, job.run, {
    state: STATES.waitForResults,
    nextLookAt: new Date(now.getTime() + waitSeconds * 1000).toISOString(),
  });
  return { outcome: 'late', waitSeconds };
}

/** In seconds. */
const patienceWith = ({ resultFiles }: Job): number =>
  resultFiles.length > 0 ? PATIENCE_SECONDS : PATIENCE_WITHOUT_FILE_SECONDS;

/** Rows of the table that an earlier attempt has stored, or the run that had the job before; null without one. */
async function storedRows(store: Store, run: string): Promise<number | null> {
  const table = await readText(store, runKey(run, 'provider-results.csv'));
  return table === undefined ? null : parseResults(table).length;
}

/** Stores the table, as it came and as people get it, and returns how many rows it has; null when it has none, so that it is no table (yet). */
async function storeTable(store: Store, run: string, table = ''): Promise<number | null> {
  const rows = parseResults(table).length;
  if (rows === 0) return null;
  const contentType = 'text/csv; charset=utf-8';
  await store.write(runKey(run, 'results.csv'), writeResultsTable(readResultsTable(table)), { contentType });
  // Last: where this one is, the provider's own file is no longer needed.
  await store.write(runKey(run, 'provider-results.csv'), table, { contentType });
  return rows;
}

const changeJob = ({ store }: Pick<TuningContext, 'store'>, run: string, change: Partial<Job>) =>
  changeArtefact(store, runKey(run, 'job.json'), jobSchema, (job) => ({ ...job, ...change }));

/** What a provider answers; undefined when it does not, or refuses. */
async function orNothing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isLabelsmithError(error, 'ProviderUnavailable', 'KeyRefused', 'ProviderRefused')) return undefined;
    throw error;
  }
}
