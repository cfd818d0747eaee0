import { readArtefact, writeArtefact } from '../artefact.ts';
import { type Job, job as jobSchema } from '../contract/job.ts';
import { runKey } from '../contract/keys.ts';
import type { Plan } from '../contract/plan.ts';
import { hasEnded } from '../contract/run.ts';
import { STATES, type TuningOutput, type WorkflowInput } from '../contract/workflow.ts';
import { isLabelsmithError } from '../errors.ts';
import { reportRun } from '../report/report-run.ts';
import { requirePlan } from '../run/run-plan.ts';
import { updateRunRecord } from '../run/run-record.ts';
import { enterState, unlessBlocked } from '../run/step.ts';
import { adoptJob } from './adopt-job.ts';
import { changeClaim, findClaimedJob, type HeldClaim, readClaim, takeClaim } from './job-claim.ts';
import { pauseBeforeStart } from './pause-before-start.ts';
import { firstWaitSeconds } from './poll-schedule.ts';
import { preflight } from './preflight.ts';
import type { ProviderJob, TrainingProvider } from './provider.ts';
import { uploadRunFiles } from './run-files.ts';
import { scrubError } from './scrub-message.ts';
import { tellingSilence } from './tell-silence.ts';
import type { TuningContext } from './tuning-context.ts';
import { markUnreleased, tryRelease } from './unreleased.ts';

/**
 * Creates the run's one fine-tuning job. Whatever an earlier attempt managed to do is found and used: its record, the job
 * itself, or its files. Another job is created only when the earlier attempt can no longer have created one.
 * A run that was cancelled in the meantime, or that a person must act on, keeps nothing at the provider. A provider that asks
 * for a pause has it, and is asked again.
 */
export async function startTuning(context: TuningContext, input: WorkflowInput): Promise<TuningOutput> {
  await enterState(context, input, STATES.startTuning);
  try {
    return await startOrBlock(context, input);
  } catch (error) {
    const waitSeconds = await pauseBeforeStart(context, input, error);
    if (waitSeconds === undefined) throw error;
    return { outcome: 'busy', waitSeconds };
  }
}

async function startOrBlock(context: TuningContext, input: WorkflowInput): Promise<TuningOutput> {
  const job = await unlessBlocked(context, input, () =>
    tellingSilence(context, input.run, () => findOrMakeJob(context, input)),
  );
  const change = job && { job: job.id, provider: job.provider, silentSince: null, nextLookAt: null };
  const record = change && (await updateRunRecord(context, input.run, change));
  if (!record || hasEnded(record.status)) {
    await tryRelease(context, input.run);
    await reportRun(context, input.run);
    return { outcome: 'blocked', waitSeconds: 0 };
  }
  if (job.adoptedFrom) return { outcome: 'ended', waitSeconds: 0 };
  return { outcome: 'waiting', waitSeconds: firstWaitSeconds(job.provider) };
}

async function findOrMakeJob(context: TuningContext, input: WorkflowInput): Promise<Job> {
  const known = await readArtefact(context.store, runKey(input.run, 'job.json'), jobSchema);
  return known?.value ?? (await adoptJob(context, input)) ?? makeJob(context, input);
}

async function makeJob(context: TuningContext, input: WorkflowInput): Promise<Job> {
  const { store, providers } = context;
  const plan = await requirePlan(store, input.run);
  const provider = await providers.training(plan);
  const earlier = await readClaim(store, input.run);
  if (!earlier) await preflight(context, input, plan, provider);
  // Where the same create again is the same job, nothing needs to be looked for.
  else if (!provider.capabilities.createIsIdempotent) {
    const found = await findClaimedJob(context, earlier.value, provider);
    if (found) return recordJob(context, plan, found, earlier);
  }
  const claimed = await takeClaim(context, plan, earlier);
  await markUnreleased(context, input.run);
  const uploaded = await uploadRunFiles(context, plan, provider, claimed);
  const creating = await changeClaim(store, uploaded, { phase: 'creating' });
  return recordJob(context, plan, await createJob(context, plan, provider, creating), creating);
}

/** Creates the job. After a refusal that is certain, the claim says so, and the next attempt need not wait. */
async function createJob(
  { store }: TuningContext,
  plan: Plan,
  provider: TrainingProvider,
  claim: HeldClaim,
): Promise<ProviderJob> {
  try {
    return await provider.create({
      token: plan.run,
      baseModel: plan.baseModel,
      trainingFile: claim.value.trainingFile ?? '',
      validationFile: claim.value.validationFile,
      suffix: plan.suffix,
      seed: plan.seed,
      hyperparameters: plan.hyperparameters,
      format: plan.format,
    });
  } catch (error) {
    const isCertain =
      isLabelsmithError(error, 'ProviderRefused', 'KeyRefused') || (isLabelsmithError(error) && error.notDone);
    if (isCertain) await changeClaim(store, claim, { phase: 'refused' });
    throw error;
  }
}

/** Writes `job.json`. What was asked for is kept as it was asked: the plan's word counts, and not what a host makes of it. */
async function recordJob(
  { store, clock }: TuningContext,
  plan: Plan,
  job: ProviderJob,
  { value: claim }: HeldClaim,
): Promise<Job> {
  const { run, provider, baseUrl, baseModel, trainingSettings, promotion, hyperparameters } = plan;
  const now = clock().toISOString();
  const record: Job = {
    schema: 'labelsmith.job.v1',
    run,
    ...job,
    error: scrubError(job.error),
    trainingFile: claim.trainingFile ?? job.trainingFile ?? '',
    validationFile: claim.validationFile ?? job.validationFile,
    provider,
    baseUrl,
    baseModel,
    trainingSettings,
    promotion,
    hyperparameters,
    createdAt: now,
    lastSeenAt: now,
    checkpoints: [],
    looks: 0,
    lastProgressAt: null,
    silentSince: null,
    resultsMissingSince: null,
    restMissingSince: null,
    resultRows: null,
    adoptedFrom: null,
  };
  await writeArtefact(store, runKey(run, 'job.json'), jobSchema, record);
  return record;
}
