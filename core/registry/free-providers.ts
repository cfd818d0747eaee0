import { readArtefact } from '../artefact.ts';
import { type Job, job as jobSchema } from '../contract/job.ts';
import { runKey, unreleasedKey } from '../contract/keys.ts';
import type { Version } from '../contract/registry.ts';
import { isLabelsmithError } from '../errors.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { readArtefacts } from '../read-artefacts.ts';
import type { FoundRun } from '../run/list-runs.ts';
import type { Store } from '../store.ts';
import { readClaim } from '../tuning/job-claim.ts';
import type { ProviderChoice } from '../tuning/provider.ts';
import { releaseJob } from '../tuning/release-job.ts';
import { filesOf } from '../tuning/run-files.ts';
import type { DeleteContext } from './delete-version.ts';
import { modelsOfJob } from './job-models.ts';

/** Requests to providers at the same time. */
const CONCURRENCY = 8;

type Where = Pick<ProviderChoice, 'provider' | 'baseUrl'>;
/** A model, or a file, and who has it. */
type Model = Where & { readonly model: string };
type RunFile = Where & { readonly file: string };

/**
 * Frees what a classifier's runs may still hold at their providers, and deletes their files and its models there, those of its versions,
 * and those of jobs that no version came of, with their checkpoints, and then the records of its jobs. Done again, only what is left is done.
 * @returns how many models are deleted, and what providers refuse to let go of
 * @throws LabelsmithError `ProviderUnavailable` or `KeyRefused`: nothing can be said of the rest then
 */
export async function freeProviders(
  context: DeleteContext,
  runs: readonly FoundRun[],
  versions: readonly Version[],
): Promise<{ models: number; left: string[] }> {
  const { store, providers } = context;
  const left: string[] = [];
  // A job that may exist and cannot be found stays behind as well: nothing more can be done about it here.
  const tryOrNote = async (what: string, act: () => Promise<void>): Promise<boolean> => {
    try {
      await act();
      return true;
    } catch (error) {
      if (!isLabelsmithError(error, 'ProviderRefused', 'JobUncertain')) throw error;
      left.push(what);
      return false;
    }
  };
  await mapConcurrently(runs, CONCURRENCY, async ({ run, record }) => {
    const mayHold = (await store.head(unreleasedKey(run))) !== undefined || Boolean(record?.unreleased);
    if (mayHold) await tryOrNote(run, async () => void left.push(...(await releaseJob(context, run))));
  });
  // Those of runs that were freed before, too: what the provider refused to remove then was left to it without a word.
  await mapConcurrently(await filesOfRuns(store, runs), CONCURRENCY, ({ file, ...where }) =>
    tryOrNote(file, async () => (await providers.training(where)).removeFiles([file])),
  );
  const jobs = await jobsOf(store, runs);
  const models = modelsOf(jobs, versions);
  const deleted = await mapConcurrently(models, CONCURRENCY, ({ model, ...where }) =>
    tryOrNote(model, async () => (await providers.training(where)).deleteModel(model)),
  );
  await mapConcurrently(jobs, CONCURRENCY, ({ id, provider, baseUrl }) =>
    tryOrNote(id, async () => (await providers.training({ provider, baseUrl: baseUrl ?? '' })).deleteJob(id)),
  );
  return { models: deleted.filter(Boolean).length, left: [...new Set(left)].sort() };
}

/** The files that runs have had at their providers, as far as they are noted, each once. */
async function filesOfRuns(store: Store, runs: readonly FoundRun[]): Promise<RunFile[]> {
  const found = await mapConcurrently(runs, CONCURRENCY, async ({ run }) => {
    const job = (await readArtefact(store, runKey(run, 'job.json'), jobSchema))?.value;
    const claim = (await readClaim(store, run))?.value;
    const where = job ?? claim;
    if (!where) return [];
    const { provider, baseUrl } = where;
    const files = [...filesOf(claim), ...filesOf(job), ...(job?.resultFiles ?? [])];
    return files.map((file) => ({ provider, baseUrl: baseUrl ?? '', file }));
  });
  return eachOnce(found.flat());
}

/** The jobs of runs, each once: a run may have taken over another one's. */
async function jobsOf(store: Store, runs: readonly FoundRun[]): Promise<Job[]> {
  const keys = runs.map(({ run }) => runKey(run, 'job.json'));
  const jobs = await readArtefacts(store, keys, jobSchema);
  return [...new Map(jobs.map((job) => [JSON.stringify([job.provider, job.baseUrl, job.id]), job])).values()];
}

function modelsOf(jobs: readonly Job[], versions: readonly Version[]): Model[] {
  const trained = jobs.flatMap((job) =>
    modelsOfJob(job).map((model) => ({ provider: job.provider, baseUrl: job.baseUrl ?? '', model })),
  );
  const served = versions.map(({ provider, baseUrl, model }) => ({ provider, baseUrl: baseUrl ?? '', model }));
  // One model may be several versions', as after a repeated run that took over an earlier job.
  return eachOnce([...trained, ...served]);
}

const eachOnce = <T>(all: readonly T[]): T[] => [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
