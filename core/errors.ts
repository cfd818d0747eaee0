/**
 * Every failure that the product expects. An error's `name` is stable, because the state machine, the HTTP API and the
 * reports match on it; its message says what was wrong and what was expected; its remedy says what to do.
 * Messages and remedies never hold a user's text, a key or a stack.
 */
export class LabelsmithError extends Error {
  readonly remedy: string;
  /** How long a provider asks to be left alone, where it says so. */
  readonly retryAfterSeconds: number | undefined;
  /** A provider said for certain that it did not do what it was asked: to ask again does nothing twice. */
  readonly notDone: boolean;
  constructor(name: ErrorName, message: string, remedy: string, options: ErrorOptions = {}) {
    super(message, options);
    this.name = name;
    this.remedy = remedy;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.notDone = options.notDone ?? false;
  }
}

/** What may be known of an error besides its sentences. */
export interface ErrorOptions {
  readonly cause?: unknown;
  readonly retryAfterSeconds?: number | undefined;
  readonly notDone?: boolean;
}

/** The names, each with who is expected to act on it. */
export const ERROR_NAMES = {
  /** The uploaded file cannot be learned from; its owner must change it. The run is blocked. */
  UnusableSource: 'UnusableSource',
  /** `settings.json` or a request names something that does not exist or is out of bounds. The run is blocked. */
  InvalidSettings: 'InvalidSettings',
  /** A request or an event is not of the agreed form. */
  InvalidInput: 'InvalidInput',
  /** What was asked for does not exist. */
  NotFound: 'NotFound',
  /** The request contradicts the present state: somebody else was quicker, or it must not be done. */
  Conflict: 'Conflict',
  /** A deletion has begun and has to wait for something. Asked for again, it goes on. */
  DeletionUnfinished: 'DeletionUnfinished',
  /** A request or a file is over a stated bound. */
  TooLarge: 'TooLarge',
  /** The bucket did not answer, or answered with a passing fault. Worth a retry. */
  StoreUnavailable: 'StoreUnavailable',
  /** Somebody changed the champion after the candidate had been compared with it. Worth another comparison. */
  ChampionChanged: 'ChampionChanged',
  /** The provider did not answer, or answered with a passing fault. Worth a retry. */
  ProviderUnavailable: 'ProviderUnavailable',
  /** The provider refused for good: quota, model, or file. */
  ProviderRefused: 'ProviderRefused',
  /** The provider, or the secret that holds its key, lets nobody in: a person must set a key that is valid. */
  KeyRefused: 'KeyRefused',
  /** The base model does not exist, cannot be tuned, or is about to be shut down. The run is blocked. */
  ModelUnusable: 'ModelUnusable',
  /** The job would cost more than the settings allow. The run is blocked. */
  TooExpensive: 'TooExpensive',
  /** A job may exist at the provider, but nobody can tell; creating another one could be paid for twice. */
  JobUncertain: 'JobUncertain',
  /** The provider's job ended without a model. */
  JobFailed: 'JobFailed',
  /** The provider's job made no progress for longer than the settings allow, and was cancelled. */
  JobStalled: 'JobStalled',
  /** The provider's job was cancelled. */
  JobCancelled: 'JobCancelled',
  /** A stored artefact is missing or does not match its schema. */
  BrokenArtefact: 'BrokenArtefact',
} as const;
export type ErrorName = keyof typeof ERROR_NAMES;

/** True for an error of ours with one of the given names, or of any name. Works across bundles and worker threads. */
export function isLabelsmithError(error: unknown, ...names: ErrorName[]): error is LabelsmithError {
  if (!(typeof error === 'object' && error !== null && 'name' in error && 'remedy' in error)) return false;
  const name = error.name as ErrorName;
  return names.length === 0 ? name in ERROR_NAMES : names.includes(name);
}
