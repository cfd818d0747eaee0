import { type Artefact, readArtefact, writeArtefact } from '../artefact.ts';
import { type Claim, claim as claimSchema } from '../contract/job.ts';
import { runKey } from '../contract/keys.ts';
import { isLabelsmithError, LabelsmithError } from '../errors.ts';
import { isConditionFailed } from '../store.ts';
import type { ProviderChoice, ProviderJob, TrainingProvider } from './provider.ts';
import type { TuningContext } from './tuning-context.ts';

/** After an attempt's deadline, this long again until it is taken for granted that it created nothing that is not listed. */
const GRACE_MS = 120_000;

export const readClaim = ({ store }: Pick<TuningContext, 'store'>, run: string) =>
  readArtefact(store, runKey(run, 'claim.json'), claimSchema);

/**
 * The job that an earlier attempt created, if it did.
 * @throws LabelsmithError `ProviderUnavailable` while that attempt might still be creating it, and `JobUncertain` when
 * the provider cannot tell
 */
export async function findClaimedJob(
  { clock }: Pick<TuningContext, 'clock'>,
  { run, deadline, since, trainingFile }: Claim,
  provider: TrainingProvider,
): Promise<ProviderJob | undefined> {
  const job = await provider.find({ token: run, trainingFile, since: new Date(since) }).catch((error: unknown) => {
    if (!isLabelsmithError(error, 'ProviderRefused')) throw error;
    throw new LabelsmithError(
      'JobUncertain',
      `a job of run ${run} may exist, but provider ${provider.name} does not list its jobs`,
      "Look at the provider's own page. If there is a job, cancel it there; then start the run again.",
    );
  });
  if (!job && clock().getTime() < Date.parse(deadline) + GRACE_MS) throw stillClaimed(run);
  return job;
}

/**
 * Takes the right to create the run's job: after this, and until the deadline, nobody else will.
 * @throws LabelsmithError `ProviderUnavailable` when somebody else took it in the meantime
 */
export async function claimJob(
  { store, clock, deadline }: TuningContext,
  run: string,
  { provider, baseUrl }: Pick<ProviderChoice, 'provider' | 'baseUrl'>,
  earlier: Artefact<Claim> | undefined,
): Promise<void> {
  const attempt = (earlier?.value.attempt ?? 0) + 1;
  const until = deadline.toISOString();
  const claim: Claim = {
    schema: 'labelsmith.claim.v1',
    run,
    provider,
    baseUrl,
    attempt,
    since: earlier?.value.since ?? clock().toISOString(),
    deadline: until,
    phase: 'creating',
    trainingFile: null,
    validationFile: null,
  };
  try {
    await writeArtefact(
      store,
      runKey(run, 'claim.json'),
      claimSchema,
      claim,
      earlier ? { etag: earlier.etag } : 'absent',
    );
  } catch (error) {
    throw isConditionFailed(error) ? stillClaimed(run) : error;
  }
}

const stillClaimed = (run: string) =>
  new LabelsmithError(
    'ProviderUnavailable',
    `another attempt of run ${run} may still be creating its job`,
    'Wait: the workflow looks again by itself.',
  );
