import * as z from 'zod/mini';
import { type ErrorName, isLabelsmithError } from '../errors.ts';

/** RFC 9457's problem details. `type` is stable; `detail` and `remedy` are sentences for a person. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  remedy: z.optional(z.string()),
  /** The request's name in the logs, as in the header `x-request-id`. */
  requestId: z.optional(z.string()),
});
export type Problem = z.infer<typeof problem>;

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

/** The prefix of every problem's type; what follows is the error's name in kebab-case. */
const TYPE_PREFIX = 'urn:labelsmith:problem:';

const STATUS: Readonly<Record<ErrorName, number>> = {
  UnusableSource: 422,
  InvalidSettings: 422,
  InvalidInput: 400,
  NotFound: 404,
  Conflict: 409,
  DeletionUnfinished: 503,
  TooLarge: 413,
  StoreUnavailable: 503,
  ChampionChanged: 409,
  ProviderUnavailable: 503,
  ProviderRefused: 502,
  KeyRefused: 502,
  ModelUnusable: 422,
  TooExpensive: 409,
  JobUncertain: 409,
  JobFailed: 409,
  JobStalled: 409,
  JobCancelled: 409,
  BrokenArtefact: 500,
};

/** Seconds after which to try again, where nobody named another time. */
const USUAL_WAIT_SECONDS = 5;

const retryAfterSeconds = (error: unknown): number =>
  (isLabelsmithError(error) && error.retryAfterSeconds) || USUAL_WAIT_SECONDS;

/** What a caller is told of an error. Of an error that is not ours, only that there was one: its text may be anything. */
export function problemOf(error: unknown): Problem {
  if (!isLabelsmithError(error)) {
    return {
      type: `${TYPE_PREFIX}internal`,
      title: 'Internal error',
      status: 500,
      detail: 'the request could not be answered',
      remedy: 'Try again; if it happens again, look into the log of the function.',
    };
  }
  const name = error.name as ErrorName;
  const words = name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return {
    type: `${TYPE_PREFIX}${words.replaceAll(' ', '-')}`,
    title: words[0]?.toUpperCase() + words.slice(1),
    status: STATUS[name],
    detail: error.message,
    remedy: error.remedy,
  };
}

/** How a request is refused over HTTP: with the problem, and of a 503 with the seconds after which to try again. */
export function refusalOf(error: unknown, requestId: string) {
  const refused = { ...problemOf(error), requestId };
  const headers: Record<string, string> = {
    'content-type': PROBLEM_CONTENT_TYPE,
    ...(refused.status === 503 && { 'retry-after': String(retryAfterSeconds(error)) }),
  };
  return { status: refused.status, headers, body: JSON.stringify(refused) };
}
