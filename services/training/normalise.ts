import type OpenAI from 'openai';
import { type Checkpoint, type JobEvent, type JobStatus, jobStatus, type Progress } from '../../core/contract/job.ts';
import type { ProviderJob } from '../../core/tuning/provider.ts';

type WireJob = OpenAI.FineTuning.Jobs.FineTuningJob;
type WireEvent = OpenAI.FineTuning.Jobs.FineTuningJobEvent;
type WireCheckpoint = OpenAI.FineTuning.Jobs.FineTuningJobCheckpoint;

/** The metadata entry that marks a job as a run's. */
export const TOKEN = 'labelsmith_token';

/** Words of other hosts for the states that OpenAI names. */
const OTHER_WORDS: Readonly<Record<string, JobStatus>> = {
  pending: 'queued',
  notrunning: 'queued',
  created: 'queued',
  paused: 'queued',
  completed: 'succeeded',
  success: 'succeeded',
  canceled: 'cancelled',
  error: 'failed',
};

/** A host's word for a job's state in ours. An unknown word is read as `running`, so that it never looks like an end. */
export function normaliseStatus(word: string): JobStatus {
  const lower = word.toLowerCase();
  const parsed = jobStatus.safeParse(lower);
  return parsed.success ? parsed.data : (OTHER_WORDS[lower] ?? 'running');
}

/** A host's job in our words. Hosts leave out or null what OpenAI always sends, whatever the types say. */
export function normaliseJob(wire: WireJob): ProviderJob {
  const error = wire.error?.code || wire.error?.message ? wire.error : null;
  return {
    id: wire.id,
    status: normaliseStatus(wire.status),
    model: wire.fine_tuned_model || null,
    trainingFile: wire.training_file || null,
    validationFile: wire.validation_file || null,
    token: wire.metadata?.[TOKEN] || null,
    resultFiles: wire.result_files ?? [],
    trainedTokens: wire.trained_tokens ?? null,
    estimatedFinish: isoOf(wire.estimated_finish),
    finishedAt: isoOf(wire.finished_at),
    error: error && { code: error.code || 'unknown', message: error.message || 'no message' },
  };
}

/** Where hosts tell the numbers of a step, by our names for them. */
const PROGRESS_FIELDS: Readonly<Record<keyof Progress, readonly string[]>> = {
  step: ['step', 'current_step'],
  epoch: ['epoch', 'current_epoch'],
  epochs: ['epochs', 'total_epochs', 'n_epochs'],
  trainLoss: ['train_loss', 'training_loss'],
  trainAccuracy: ['train_accuracy', 'train_mean_token_accuracy', 'training_accuracy'],
  validationLoss: ['full_valid_loss', 'valid_loss', 'validation_loss'],
  validationAccuracy: ['full_valid_mean_token_accuracy', 'valid_mean_token_accuracy', 'valid_accuracy'],
};

export function normaliseEvent(wire: WireEvent): JobEvent {
  return {
    id: wire.id,
    at: isoOf(wire.created_at) ?? new Date(0).toISOString(),
    level: wire.level === 'warn' || wire.level === 'error' ? wire.level : 'info',
    message: wire.message,
    progress: progressOf(wire.data),
  };
}

function progressOf(data: unknown): Progress | null {
  if (typeof data !== 'object' || data === null) return null;
  const numbers = new Map(Object.entries(data).filter(([, value]) => typeof value === 'number'));
  const found = Object.entries(PROGRESS_FIELDS).flatMap(([name, names]) => {
    const known = names.find((candidate) => numbers.has(candidate));
    return known === undefined ? [] : [[name, numbers.get(known)]];
  });
  return found.length ? Object.fromEntries(found) : null;
}

export function normaliseCheckpoint(wire: WireCheckpoint): Checkpoint {
  const metrics = Object.entries(wire.metrics ?? {}).filter(([, value]) => typeof value === 'number');
  return {
    id: wire.id,
    model: wire.fine_tuned_model_checkpoint,
    step: wire.step_number,
    metrics: Object.fromEntries(metrics),
  };
}

/** A time as ISO 8601, from seconds since 1970 or from what some hosts write instead; null when it is none. */
function isoOf(time: unknown): string | null {
  const date = new Date(typeof time === 'number' ? time * 1000 : typeof time === 'string' ? time : Number.NaN);
  return time && Number.isFinite(date.getTime()) ? date.toISOString() : null;
}
