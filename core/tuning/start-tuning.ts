import { readArtefact, writeArtefact } from '../artefact.ts';
import { type Job, job as jobSchema } from '../contract/job.ts';
import { datasetKey, runKey } from '../contract/keys.ts';
import type { Plan } from '../contract/plan.ts';
import { hasEnded } from '../contract/run.ts';
import { STATES, type TuningOutput, type WorkflowInput } from '../contract/workflow.ts';
import { isLabelsmithError, LabelsmithError } from '../errors.ts';
import { requirePlan } from '../run/run-plan.ts';
import { updateRunRecord } from '../run/run-record.ts';
import { enterState, unlessBlocked } from '../run/step.ts';
import { readBytes, type Store } from '../store.ts';
import { adoptJob } from './adopt-job.ts';
import { claimJob, findClaimedJob, readClaim } from './job-claim.ts';
import { firstWaitSeconds } from './poll-schedule.ts';
import type { ProviderJob, TrainingProvider } from './provider.ts';
import { releaseJob, removeFilesOf } from './release-job.ts';
import type { TuningContext } from './tuning-context.ts';

type Files = Pick<Job, 'trainingFile' | 'validationFile'>;

/**
 * Creates the run's one fine-tuning job. Whatever an earlier attempt managed to do is found and used: its record, or
 * the job itself by its token. Another job is created only when the earlier attempt can no longer have created one.
 * A run that was cancelled in the meantime keeps no job.
 */
export async function startTuning(context: TuningContext, input: WorkflowInput): Promise<TuningOutput> {
  await enterState(context, input, STATES.startTuning);
  const job = await unlessBlocked(context, input, async () => {
    const known = await readArtefact(context.store, runKey(input.run, 'job.json'), jobSchema);
    return known?.value ?? (await adoptJob(context, input)) ?? makeJob(context, input);
  });
  if (!job) return { outcome: 'blocked', waitSeconds: 0 };
  const record = await updateRunRecord(context, input.run, { job: job.id, provider: job.provider });
  if (hasEnded(record.status)) {
    await releaseJob(context, input.run);
    return { outcome: 'blocked', waitSeconds: 0 };
  }
  if (job.adoptedFrom) return { outcome: 'ended', waitSeconds: 0 };
  return { outcome: 'waiting', waitSeconds: firstWaitSeconds(job.provider) };
}

async function makeJob(context: TuningContext, input: WorkflowInput): Promise<Job> {
  const plan = await requirePlan(context.store, input.run);
  const provider = await context.providers.training(plan);
  const claimed = await readClaim(context, input.run);
  // Where the same create again is the same job, nothing needs to be looked for.
  const found =
    claimed && !provider.capabilities.createIsIdempotent
      ? await findClaimedJob(context, claimed.value, provider)
      : undefined;
  if (found) return recordJob(context, plan, found);

  const files = await uploadDataset(context.store, input.run, plan.dataset, provider);
  try {
    await claimJob(context, input.run, plan, claimed);
    const created = await provider.create({
      token: input.run,
      baseModel: plan.baseModel,
      ...files,
      suffix: plan.suffix,
      seed: plan.seed,
      hyperparameters: plan.hyperparameters,
      format: plan.format,
    });
    return await recordJob(context, plan, { ...created, ...files });
  } catch (error) {
    // Refused for good: no job will ever use the files.
    if (isLabelsmithError(error, 'ProviderRefused')) await removeFilesOf(provider, files);
    throw error;
  }
}

async function uploadDataset(store: Store, run: string, dataset: string, provider: TrainingProvider): Promise<Files> {
  const upload = async (file: 'train.jsonl' | 'validation.jsonl') => {
    const key = datasetKey(dataset, file);
    const found = await readBytes(store, key);
    if (!found) throw new LabelsmithError('BrokenArtefact', `${key} does not exist`, 'Start the run again.');
    return provider.upload(`${run}-${file}`, found.bytes);
  };
  return { trainingFile: await upload('train.jsonl'), validationFile: await upload('validation.jsonl') };
}

/** Writes `job.json`. What was asked for is kept as it was asked: later steps use it, and not settings that may change. */
async function recordJob({ store, clock }: TuningContext, plan: Plan, job: ProviderJob): Promise<Job> {
  const { run, provider, baseUrl, baseModel, trainingSettings, promotion, hyperparameters } = plan;
  const now = clock().toISOString();
  const record: Job = {
    schema: 'labelsmith.job.v1',
    run,
    ...job,
    trainingFile: job.trainingFile ?? '',
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
    resultRows: null,
    adoptedFrom: null,
  };
  await writeArtefact(store, runKey(run, 'job.json'), jobSchema, record);
  return record;
}
