import { type Checkpoint, type JobEvent, type JobStatus, jobStatus, type Progress } from '../../core/contract/job.ts';
import { hashOf } from '../../core/hash.ts';
import type { ProviderJob } from '../../core/tuning/provider.ts';
import type { CheckpointAnswer, EventAnswer, JobAnswer } from './wire-answers.ts';

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

/** A host's job in our words. */
export function normaliseJob(wire: JobAnswer): ProviderJob {
  const error = wire.error?.code || wire.error?.message ? wire.error : null;
  return {
    id: wire.id,
    status: normaliseStatus(wire.status),
    model: wire.fine_tuned_model || null,
    trainingFile: wire.training_file || null,
    validationFile: wire.validation_file || null,
    token: tokenOf(wire),
    resultFiles: wire.result_files ?? [],
    trainedTokens: typeof wire.trained_tokens === 'number' ? Math.round(wire.trained_tokens) : null,
    estimatedFinish: isoOf(wire.estimated_finish),
    finishedAt: isoOf(wire.finished_at),
    error: error && { code: error.code || 'unknown', message: error.message || 'no message' },
  };
}

/** The token that a job was created with; null where the host keeps none. */
export function tokenOf({ metadata }: Pick<JobAnswer, 'metadata'>): string | null {
  const token = metadata?.[TOKEN];
  return typeof token === 'string' && token !== '' ? token : null;
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

/** Digits of the hash in the name that an event without an id is given. */
const ID_DIGITS = 16;

/**
 * An event in our words. One without an id is named by its time and what it says: its place in the list would change where
 * a host keeps the newest ones alone. What is said twice in one second is one event.
 */
export function normaliseEvent(wire: EventAnswer): JobEvent {
  const at = isoOf(wire.created_at) ?? new Date(0).toISOString();
  return {
    id: wire.id || `${at}-${hashOf([wire.message ?? '', wire.data ?? null], ID_DIGITS)}`,
    at,
    level: wire.level === 'warn' || wire.level === 'error' ? wire.level : 'info',
    message: wire.message ?? '',
    progress: progressOf(wire.data),
  };
}

function progressOf(data: unknown): Progress | null {
  if (typeof data !== 'object' || data === null) return null;
  const numbers = new Map(Object.entries(data).filter(([, value]) => typeof value === 'number'));
  const found = Object.entries(PROGRESS_FIELDS).flatMap(([name, names]) => {
    const known = names.find((candidate) => numbers.has(candidate));
    if (known === undefined) return [];
    const value = Number(numbers.get(known));
    return [[name, name === 'step' ? Math.floor(value) : value]];
  });
  return found.length ? Object.fromEntries(found) : null;
}

export function normaliseCheckpoint(wire: CheckpointAnswer): Checkpoint {
  const metrics = Object.entries(wire.metrics ?? {}).flatMap(([key, value]) =>
    typeof value === 'number' ? [[key, value] as const] : [],
  );
  return {
    id: wire.id,
    model: wire.fine_tuned_model_checkpoint,
    step: Math.floor(wire.step_number),
    metrics: Object.fromEntries(metrics),
  };
}

/** A time, from seconds since 1970 or from what some hosts write instead; undefined when it is none. */
export function timeOf(time: unknown): Date | undefined {
  const date = new Date(typeof time === 'number' ? time * 1000 : typeof time === 'string' ? time : Number.NaN);
  return time && Number.isFinite(date.getTime()) ? date : undefined;
}

const isoOf = (time: unknown): string | null => timeOf(time)?.toISOString() ?? null;
