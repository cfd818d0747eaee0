import { type Job, job as jobSchema } from '../contract/job.ts';
import { runKey, unreleasedKey } from '../contract/keys.ts';
import type { Version } from '../contract/registry.ts';
import { isLabelsmithError } from '../errors.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { readArtefacts } from '../read-artefacts.ts';
import type { FoundRun } from '../run/list-runs.ts';
import type { Store } from '../store.ts';
import type { ProviderChoice } from '../tuning/provider.ts';
import { releaseJob } from '../tuning/release-job.ts';
import type { DeleteContext } from './delete-version.ts';
import { modelsOfJob } from './job-models.ts';

/** Requests to providers at the same time. */
const CONCURRENCY = 8;

/** A model and who has it. */
type Model = Pick<ProviderChoice, 'provider' | 'baseUrl'> & { readonly model: string };

/**
 * Frees what a classifier's runs may still hold at their providers, and deletes its models there, those of its versions,
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
    if (mayHold) await tryOrNote(run, () => releaseJob(context, run));
  });
  const jobs = await jobsOf(store, runs);
  const models = modelsOf(jobs, versions);
  const deleted = await mapConcurrently(models, CONCURRENCY, ({ model, ...where }) =>
    tryOrNote(model, async () => (await providers.training(where)).deleteModel(model)),
  );
  await mapConcurrently(jobs, CONCURRENCY, ({ id, provider, baseUrl }) =>
    tryOrNote(id, async () => (await providers.training({ provider, baseUrl: baseUrl ?? '' })).deleteJob(id)),
  );
  return { models: deleted.filter(Boolean).length, left: left.sort() };
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
  return [...new Map([...trained, ...served].map((one) => [JSON.stringify(one), one])).values()];
}
