import type { Clock } from '../../core/clock.ts';
import { leastImprovement } from '../../core/learner/training/passes.ts';
import type { Workers } from '../../core/learner/work.ts';
import type { Store } from '../../core/store.ts';
import { removeFile } from '../files/stored-files.ts';
import { jobCalibrationKey, jobStateKey } from '../keys.ts';
import { writeCalibration } from '../records/calibration-record.ts';
import { withEvent } from '../records/job-events.ts';
import { type EpochRow, hasEnded, type JobRecord } from '../records/job-record.ts';
import { checkpointModelId, resultFileId, tunedModelId } from '../records/model-names.ts';
import { mostEpochs } from '../records/most-epochs.ts';
import { stepOf } from '../records/steps.ts';
import type { Outbox } from '../webhooks/outbox.ts';
import { epochMetrics } from '../wire/job.ts';
import { CHARACTERS_A_TOKEN } from '../wire/usage.ts';
import { inspectTrainingFile, inspectValidationFile } from './inspect-file.ts';
import { JobFault } from './job-fault.ts';
import { removeModel, writeModel } from './model-objects.ts';
import { publish } from './publish.ts';
import type { SessionCache } from './training-session.ts';
import { calibrate, validate } from './training-set.ts';

export interface TrainingContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly sessions: SessionCache;
  readonly outbox: Outbox;
  /** Told of every event of a job or batch that this process has written. */
  readonly reportEvent: (id: string, message: string) => void;
  /** Who does the learner's work. */
  readonly workers: Workers;
}

/** Epochs whose model is kept to be used by itself, as OpenAI keeps them. */
const CHECKPOINTS_KEPT = 3;

/**
 * The next step of a job that has not ended: look at the file, prepare, or one epoch (with the publishing after the last).
 * Objects other than the record may be written, always such that writing them again does no harm.
 * @returns the record as it shall be; it counts only once the caller has written it
 */
export async function takeStep(context: TrainingContext, job: JobRecord): Promise<JobRecord> {
  try {
    if (job.status === 'validating_files') return await validateFiles(context, job);
    if (job.status === 'queued') return await prepare(context, job);
    return await trainEpoch(context, job);
  } catch (error) {
    if (!(error instanceof JobFault)) throw error;
    return failed(job, context.clock(), error);
  }
}

async function validateFiles({ store, clock }: TrainingContext, job: JobRecord): Promise<JobRecord> {
  const facts = await inspectTrainingFile(store, job.trainingFile);
  if (job.validationFile !== null) await inspectValidationFile(store, job.validationFile);
  const message = `Files validated: ${facts.examples} examples, moving job to queued state`;
  return withEvent({ ...job, status: 'queued', facts }, clock(), { message });
}

async function prepare({ store, clock, sessions, workers }: TrainingContext, job: JobRecord): Promise<JobRecord> {
  const { set } = await sessions.sessionOf(store, job);
  if (set.vocabulary.table.size === 0) throw nothingToLearn();
  const { cost, temperature, record } = await calibrate(set, job, workers);
  await writeCalibration(store, jobCalibrationKey(job.id), record);
  const message = `Fine-tuning job started: ${set.labels.length} labels, ${set.vocabulary.table.size} features, C = ${cost}`;
  return withEvent({ ...job, status: 'running', cost, temperature }, clock(), { message });
}

const nothingToLearn = () =>
  new JobFault(
    'invalid_file_format',
    'The texts hold nothing to learn from: expected words or characters that several of them share',
    'training_file',
  );

async function trainEpoch(context: TrainingContext, job: JobRecord): Promise<JobRecord> {
  const { store, clock, sessions, workers } = context;
  const session = await sessions.sessionOf(store, job);
  const temperature = job.temperature ?? 1;
  const trainer = await session.trainerFor(store, job);
  const report = await trainer.epoch(temperature);
  const row: EpochRow = {
    ...report,
    ...(await validate(session.set, { weights: trainer.weights, temperature, workers })),
    at: clock().toISOString(),
  };
  const trained = recordEpoch(job, row, clock());
  await store.write(jobStateKey(job.id, row.epoch), new Uint8Array(trainer.duals().buffer));
  const weights = await session.encodeModel(trainer, temperature);
  await writeModel(store, trained, checkpointModelId(job, row.epoch), weights, clock());
  if (!isLastEpoch(trained, leastImprovement(session.set.rows, session.set.labels.length))) return trained;
  const tokens = Math.ceil((job.facts?.characters ?? 0) / CHARACTERS_A_TOKEN) * trained.epochs.length;
  return publish(store, { ...trained, trainedTokens: tokens }, weights, clock());
}

function recordEpoch(job: JobRecord, row: EpochRow, at: Date): JobRecord {
  const most = mostEpochs(job);
  const checkpoints = [...job.checkpoints, row.epoch].slice(-CHECKPOINTS_KEPT);
  return withEvent({ ...job, epochs: [...job.epochs, row], checkpoints }, at, {
    type: 'metrics',
    message: `Step ${stepOf(job, row.epoch)}/${stepOf(job, most)}: training loss=${row.trainLoss.toFixed(4)}${
      row.validLoss === null ? '' : `, validation loss=${row.validLoss.toFixed(4)}`
    }`,
    data: { ...epochMetrics(job, row), epoch: row.epoch, epochs: most, total_steps: stepOf(job, most) },
  });
}

function isLastEpoch(job: JobRecord, least: number): boolean {
  if (job.epochs.length >= mostEpochs(job)) return true;
  return typeof job.hyperparameters.n_epochs !== 'number' && (job.epochs.at(-1)?.improvement ?? 1) < least;
}

/** The job as failed, for a reason that trying again cannot cure. */
export function failed(job: JobRecord, at: Date, { code, message, param }: JobFault): JobRecord {
  const ended = { ...job, status: 'failed' as const, finishedAt: at.toISOString() };
  return withEvent({ ...ended, error: { code, message, param } }, at, { level: 'error', message });
}

/**
 * Removes what a stored record no longer speaks of: states of other epochs, checkpoints that were pushed out, and what
 * an epoch or a publishing left behind that a cancellation overtook. When the job has ended, also what a process that was
 * killed before it came to remove it left behind.
 */
export async function tidyUp({ store, sessions }: TrainingContext, job: JobRecord): Promise<void> {
  const last = job.epochs.length;
  const ended = hasEnded(job);
  const states = ended ? epochsUpTo(last + 1) : [last - 1];
  const pushedOut = last - CHECKPOINTS_KEPT;
  const checkpoints = ended ? epochsUpTo(pushedOut) : [pushedOut].filter((epoch) => epoch > 0);
  await Promise.all([
    ...states.map((epoch) => store.removeAll(jobStateKey(job.id, epoch))),
    ...checkpoints.map((epoch) => removeModel(store, checkpointModelId(job, epoch))),
  ]);
  if (!ended) return;
  sessions.forget(job.id);
  await store.removeAll(jobCalibrationKey(job.id));
  if (job.status === 'succeeded') return;
  await removeModel(store, checkpointModelId(job, last + 1));
  await removeModel(store, tunedModelId(job));
  await removeFile(store, resultFileId(job));
}

const epochsUpTo = (last: number): number[] => Array.from({ length: Math.max(last, 0) }, (_, index) => index + 1);
