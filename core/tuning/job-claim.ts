import { type Artefact, readArtefact, writeArtefact } from '../artefact.ts';
import { type Claim, claim as claimSchema } from '../contract/job.ts';
import { runKey } from '../contract/keys.ts';
import type { Plan } from '../contract/plan.ts';
import { isLabelsmithError, LabelsmithError } from '../errors.ts';
import { readPlan } from '../run/run-plan.ts';
import { isConditionFailed, type Store } from '../store.ts';
import type { ProviderJob, TrainingProvider } from './provider.ts';
import type { TuningContext } from './tuning-context.ts';

/** After an attempt's deadline, this long again until it is taken for granted that it created nothing that is not listed. */
const GRACE_MS = 120_000;

/** A claim as it was last read or written: whoever changes it first is its holder, and everybody else must stop. */
export type HeldClaim = Artefact<Claim>;

export const readClaim = (store: Store, run: string): Promise<HeldClaim | undefined> =>
  readArtefact(store, runKey(run, 'claim.json'), claimSchema);

/**
 * Takes the right to upload the run's files and to create its job, from an earlier attempt if there was one. What that
 * one uploaded is kept.
 * @throws LabelsmithError `ProviderUnavailable` when somebody else took it in the meantime, and `Conflict` when the run
 * has ended and everything of it was freed
 */
export async function takeClaim(
  { store, clock, deadline }: TuningContext,
  { run, provider, baseUrl }: Plan,
  earlier: HeldClaim | undefined,
): Promise<HeldClaim> {
  if (earlier?.value.phase === 'released') {
    throw new LabelsmithError('Conflict', `run ${run} has ended`, 'Start a new run.');
  }
  const before = earlier?.value;
  return write(store, earlier, {
    schema: 'labelsmith.claim.v1',
    run,
    provider,
    baseUrl,
    attempt: (before?.attempt ?? 0) + 1,
    since: before?.since ?? clock().toISOString(),
    deadline: deadline.toISOString(),
    phase: 'uploading',
    trainingFile: before?.trainingFile ?? null,
    validationFile: before?.validationFile ?? null,
  });
}

/**
 * Of a run that has ended and has no claim: nobody may take one any more. A run without a plan that can be
 * read never comes so far.
 * @throws LabelsmithError `ProviderUnavailable` when somebody has taken it in the meantime
 */
export async function closeClaim({ store, clock }: Pick<TuningContext, 'store' | 'clock'>, run: string): Promise<void> {
  const plan = await readPlan(store, run).catch((error: unknown) => {
    if (!isLabelsmithError(error, 'BrokenArtefact')) throw error;
  });
  if (!plan) return;
  const now = clock().toISOString();
  await write(store, undefined, {
    schema: 'labelsmith.claim.v1',
    run,
    provider: plan.provider,
    baseUrl: plan.baseUrl,
    attempt: 1,
    since: now,
    deadline: now,
    phase: 'released',
    trainingFile: null,
    validationFile: null,
  });
}

/** @throws LabelsmithError `ProviderUnavailable` when the claim is somebody else's by now */
export const changeClaim = (store: Store, held: HeldClaim, change: Partial<Claim>): Promise<HeldClaim> =>
  write(store, held, { ...held.value, ...change });

/**
 * The job that an earlier attempt created, if it did.
 * @throws LabelsmithError `ProviderUnavailable` while that attempt might still be creating it, and `JobUncertain` when
 * the provider cannot tell
 */
export async function findClaimedJob(
  { clock }: Pick<TuningContext, 'clock'>,
  claim: Claim,
  provider: TrainingProvider,
): Promise<ProviderJob | undefined> {
  // No attempt of the run has asked for a job without having been told that there is none.
  if (claim.phase !== 'creating') return undefined;
  const { run, deadline, since, trainingFile } = claim;
  const job = await provider.find({ token: run, trainingFile, since: new Date(since) }).catch((error: unknown) => {
    // While a job may be going on, a key that is being replaced is waited for.
    if (!isLabelsmithError(error, 'KeyRefused')) throw error;
    throw new LabelsmithError('ProviderUnavailable', error.message, error.remedy, { cause: error });
  });
  const waitMs = Date.parse(deadline) + GRACE_MS - clock().getTime();
  if (!job && waitMs > 0) throw new StillClaimed(run, Math.ceil(waitMs / 1000));
  return job;
}

async function write(store: Store, earlier: HeldClaim | undefined, claim: Claim): Promise<HeldClaim> {
  try {
    const condition = earlier ? { etag: earlier.etag } : 'absent';
    const { etag } = await writeArtefact(store, runKey(claim.run, 'claim.json'), claimSchema, claim, condition);
    return { value: claim, etag };
  } catch (error) {
    throw isConditionFailed(error) ? new StillClaimed(claim.run) : error;
  }
}

/** Nothing is the matter with the provider: the run itself has to wait for an attempt of its own. */
export class StillClaimed extends LabelsmithError {
  /** @param retryAfterSeconds when the attempt is over at the latest, where that is known */
  constructor(run: string, retryAfterSeconds?: number) {
    super(
      'ProviderUnavailable',
      `another attempt of run ${run} may still be creating its job`,
      'Wait: the workflow looks again by itself.',
      { retryAfterSeconds },
    );
  }
}
