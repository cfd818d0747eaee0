import { readArtefact, requireArtefact, writeArtefact } from '../artefact.ts';
import { type Claim, claim as claimSchema, type Job, job as jobSchema } from '../contract/job.ts';
import { datasetKey, runKey } from '../contract/keys.ts';
import { run as runSchema } from '../contract/run.ts';
import type { Settings } from '../contract/settings.ts';
import { STATES, type TuningOutput, type WorkflowInput } from '../contract/workflow.ts';
import { LabelsmithError } from '../errors.ts';
import { readSettings } from '../run/classifier-settings.ts';
import { type RunRecords, updateRunRecord } from '../run/run-record.ts';
import { enterState, unlessBlocked } from '../run/step.ts';
import { isConditionFailed, readBytes, type Store } from '../store.ts';
import { nextWaitSeconds } from './poll-schedule.ts';
import type { ProviderJob, Providers, TrainingProvider } from './provider.ts';
import { chooseProvider } from './provider-choice.ts';

export interface TuningContext extends RunRecords {
  readonly providers: Providers;
  /** When the function that runs this step is ended, at the latest. */
  readonly deadline: Date;
}

/** After an attempt's deadline, this long again until it is taken for granted that it created nothing that is not listed. */
const GRACE_MS = 120_000;

/**
 * Creates the run's one fine-tuning job. Whatever an earlier attempt managed to do is found and used: its record, or
 * the job itself by its token. Another job is created only when the earlier attempt can no longer have created one.
 */
export async function startTuning(context: TuningContext, input: WorkflowInput): Promise<TuningOutput> {
  await enterState(context, input, STATES.startTuning);
  const started = await unlessBlocked(context, input, async () => {
    const settings = await readSettings(context.store, input.classifier);
    const choice = chooseProvider(settings, context.providers.defaults);
    const provider = await context.providers.training(choice);
    const known = await readArtefact(context.store, runKey(input.run, 'job.json'), jobSchema);
    if (known) return known.value;
    const found = await claimJob(context, input.run, provider);
    const baseModel = choice.baseModel || provider.capabilities.defaultBaseModel;
    const job = found ?? (await createJob(context.store, input, provider, settings, baseModel));
    return recordJob(context, input.run, provider, settings, job);
  });
  if (!started) return { outcome: 'blocked', waitSeconds: 0 };
  await updateRunRecord(context, input.run, { job: started.id, provider: started.provider });
  return { outcome: 'waiting', waitSeconds: nextWaitSeconds({ provider: started.provider, ageSeconds: 0 }) };
}

/**
 * Takes the right to create the run's job. Returns the job when an earlier attempt is found to have created it.
 * @throws LabelsmithError `ProviderUnavailable` while an earlier attempt might still be creating it
 */
async function claimJob(
  { store, clock, deadline }: TuningContext,
  run: string,
  provider: TrainingProvider,
): Promise<ProviderJob | undefined> {
  const key = runKey(run, 'claim.json');
  const earlier = await readArtefact(store, key, claimSchema);
  if (earlier && !provider.capabilities.createIsIdempotent) {
    const job = await provider.find(run);
    if (job) return job;
    if (clock().getTime() < Date.parse(earlier.value.deadline) + GRACE_MS) throw stillClaimed(run);
  }
  const attempt = (earlier?.value.attempt ?? 0) + 1;
  const claim: Claim = { schema: 'labelsmith.claim.v1', run, attempt, deadline: deadline.toISOString() };
  try {
    await writeArtefact(store, key, claimSchema, claim, earlier ? { etag: earlier.etag } : 'absent');
  } catch (error) {
    throw isConditionFailed(error) ? stillClaimed(run) : error;
  }
  return undefined;
}

const stillClaimed = (run: string) =>
  new LabelsmithError(
    'ProviderUnavailable',
    `another attempt of run ${run} may still be creating its job`,
    'Wait: the workflow looks again by itself.',
  );

async function createJob(
  store: Store,
  { run, classifier }: WorkflowInput,
  provider: TrainingProvider,
  settings: Settings,
  baseModel: string,
): Promise<ProviderJob> {
  const { dataset } = await requireArtefact(store, runKey(run, 'run.json'), runSchema);
  if (!dataset) throw new LabelsmithError('BrokenArtefact', `run ${run} names no dataset`, 'Start the run again.');
  const upload = async (file: 'train.jsonl' | 'validation.jsonl') => {
    const key = datasetKey(dataset, file);
    const found = await readBytes(store, key);
    if (!found) throw new LabelsmithError('BrokenArtefact', `${key} does not exist`, 'Start the run again.');
    return provider.upload(`${run}-${file}`, found.bytes);
  };
  const trainingFile = await upload('train.jsonl');
  const validationFile = await upload('validation.jsonl');
  return provider.create({
    token: run,
    baseModel,
    trainingFile,
    validationFile,
    suffix: settings.suffix ?? classifier,
    seed: settings.seed,
    hyperparameters: settings.hyperparameters,
    format: settings.format,
  });
}

async function recordJob(
  { store, clock }: TuningContext,
  run: string,
  provider: TrainingProvider,
  settings: Settings,
  job: ProviderJob,
): Promise<Job> {
  const record: Job = {
    schema: 'labelsmith.job.v1',
    run,
    provider: provider.name,
    ...job,
    hyperparameters: settings.hyperparameters,
    lastSeenAt: clock().toISOString(),
    checkpoints: [],
  };
  await writeArtefact(store, runKey(run, 'job.json'), jobSchema, record);
  return record;
}
