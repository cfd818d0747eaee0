import { APIError } from 'openai';
import type { ProviderName } from '../../core/contract/names.ts';
import { isLabelsmithError, LabelsmithError } from '../../core/errors.ts';

/** Statuses after which nobody knows whether the host did what it was asked, and which pass by themselves. */
const PASSING = [408, 409, 429];
/** The host will never do it: it does not know how to. */
const NOT_IMPLEMENTED = 501;
/** What hosts say of an upload that they have not looked through yet. Asked again later, they take it. */
const NOT_READY = /\b(not (yet )?(ready|(been )?processed)|still (being )?process(ed|ing))\b/i;
/** A code that is a name. Anything else could be a sentence, and quote what was sent. */
const CODE = /^[\w.-]{1,60}$/;

/** Causes that are followed: an error can be, by mistake, its own cause. */
const MOST_CAUSES = 5;

const WAIT = 'Wait: the workflow tries again.';

/** What went wrong at a provider in our words: worth a retry, or not. Its own sentences are left out: they may quote rows. */
export function translateError(name: ProviderName, error: unknown): LabelsmithError {
  if (isLabelsmithError(error)) return error;
  // The SDK wraps what the key's source throws.
  if (error instanceof Error && isLabelsmithError(error.cause)) return error.cause;
  if (!(error instanceof APIError) || error.status === undefined) {
    const what = `provider ${name} gave no answer that can be read (${faultOf(error)})`;
    return new LabelsmithError('ProviderUnavailable', what, WAIT, { cause: error });
  }
  return translateAnswer(name, error, error.status);
}

function translateAnswer(name: ProviderName, error: APIError, status: number): LabelsmithError {
  const code = error.code && CODE.test(error.code) ? error.code : 'no code';
  const answer = `provider ${name} answered ${status} (${code})`;
  const options = { cause: error, retryAfterSeconds: retryAfterSeconds(error.headers) };
  // Two things come as 429: one passes by itself, the other one only when somebody pays.
  const isBusy = status === 429 && code !== 'insufficient_quota';
  // With 409, what is being processed may as well be the job that was asked for.
  const isTooEarly = status === 400 && NOT_READY.test(error.message);
  if (isBusy || isTooEarly) {
    return new LabelsmithError('ProviderUnavailable', answer, WAIT, { ...options, notDone: true });
  }
  const isPassing = PASSING.includes(status) && code !== 'insufficient_quota';
  if (isPassing || (status >= 500 && status !== NOT_IMPLEMENTED)) {
    return new LabelsmithError('ProviderUnavailable', answer, WAIT, options);
  }
  if (status === 401) {
    const remedy = `Put a valid key of ${name} into the secret that the stack names; it is in force within a minute.`;
    return new LabelsmithError('KeyRefused', `provider ${name} does not accept the API key (${code})`, remedy, options);
  }
  return new LabelsmithError('ProviderRefused', answer, remedyFor(code), options);
}

function remedyFor(code: string): string {
  if (code === 'training_not_available') {
    return 'OpenAI no longer tunes for this account: set "provider" to "embedded", or to "openai-compatible" with another host.';
  }
  if (code === 'insufficient_quota') return "Raise the quota or pay the provider's bill, then start the run again.";
  return "Check the provider's permissions, quota and base model in the settings.";
}

/** What went wrong with a connection, e.g. `ECONNREFUSED`: the first of its causes has a word for it, and no text of the host's. */
function faultOf(error: unknown, causes = MOST_CAUSES): string {
  const { cause, code, name } = Object(error);
  if (cause !== undefined && causes > 0) return faultOf(cause, causes - 1);
  return [code, name].find((word) => typeof word === 'string' && CODE.test(word)) ?? 'unknown fault';
}

/** The status that a translated error came with; undefined for an error without an answer. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && error.cause instanceof APIError ? error.cause.status : undefined;
}

/** `retry-after`, in seconds or as a date (RFC 9110, 10.2.3). */
function retryAfterSeconds(headers: Headers | undefined): number | undefined {
  const told = headers?.get('retry-after');
  if (!told) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(told) ? Number(told) : (Date.parse(told) - Date.now()) / 1000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : undefined;
}
