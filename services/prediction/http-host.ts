import { setTimeout as sleep } from 'node:timers/promises';
import { promptOf } from '../../core/contract/example-format.ts';
import type { DatasetFormat, ProviderName } from '../../core/contract/names.ts';
import { isLabelsmithError, LabelsmithError } from '../../core/errors.ts';
import type { PredictionHost, PredictionRequest, TokenAnswer } from '../../core/prediction/prediction-host.ts';
import { type HttpAnswer, requestOnce, textOf } from '../http-request.ts';
import type { SecretValue } from '../secret-value.ts';
import { readChat, readCompletion } from './token-answers.ts';

export interface HttpLimits {
  /** How long, in ms, a busy host is asked again for one answer. */
  readonly patienceMs: number;
  /** How long, in ms, one request may take; never longer than the default. @default 15 s */
  readonly timeoutMs?: number;
}

export interface HttpHostOptions extends HttpLimits {
  readonly name: ProviderName;
  /** The host's `/v1` address. */
  readonly baseUrl: string;
  /** undefined for a host that wants none. */
  readonly key: SecretValue | undefined;
  /** How many log-probabilities the host gives at most, by the form of the request. */
  readonly mostLogprobs: { readonly chat: number; readonly completion: number };
  /**
   * How many are asked for even where there are fewer classes: other spellings of the likeliest label would otherwise
   * take the places of the other labels. @default 1
   */
  readonly leastLogprobs?: { readonly chat: number; readonly completion: number };
}

/** The longest time for one answer: under the 25 s of the function that serves, which is under the gateway's 30 s. */
const TIMEOUT_MS = 15_000;
/** Wait before the second attempt, where the host does not name one; it doubles with each. */
const FIRST_WAIT_MS = 500;

/** A prediction host over plain HTTP: the hot path carries no SDK, and no `fetch`, which costs several times as much. */
export function createHttpHost(options: HttpHostOptions): PredictionHost {
  return {
    async answer(request) {
      const found = await answerOf(options, request);
      if (found !== 'too long') return found;
      return answerToBeginning(options, request);
    },
  };
}

/** A text that a model cannot read whole is halved until it can: in training a host cuts such texts, too. */
async function answerToBeginning(options: HttpHostOptions, request: PredictionRequest): Promise<TokenAnswer> {
  for (let length = request.text.length >> 1; length > 0; length >>= 1) {
    const text = request.text.slice(0, length).toWellFormed();
    const found = await answerOf(options, { ...request, text });
    if (found !== 'too long') return { ...found, truncated: true };
  }
  throw refused(options.name, 'reads no text at all, however short');
}

async function answerOf(options: HttpHostOptions, request: PredictionRequest): Promise<TokenAnswer | 'too long'> {
  const chat = request.format === 'chat';
  const body = chat ? chatBody(request, options) : completionBody(request, options);
  const json = await post(options, chat ? '/chat/completions' : '/completions', body, request.deadline);
  if (json === 'too long') return json;
  try {
    return chat ? readChat(json) : readCompletion(json);
  } catch (fault) {
    throw unavailable(options.name, `gave an answer of another form (${nameOf(fault)})`);
  }
}

/** A token of the answer is all that is needed: its probabilities are the classes' probabilities. */
const ONE_TOKEN = { max_tokens: 1, temperature: 0 };

const chatBody = ({ model, text, classes }: PredictionRequest, options: HttpHostOptions) => ({
  model,
  messages: [{ role: 'user', content: text }],
  logprobs: true,
  top_logprobs: logprobsFor(classes, 'chat', options),
  ...ONE_TOKEN,
});

const completionBody = ({ model, text, promptForm, classes }: PredictionRequest, options: HttpHostOptions) => ({
  model,
  prompt: promptOf(text, promptForm),
  logprobs: logprobsFor(classes, 'completion', options),
  ...ONE_TOKEN,
});

const logprobsFor = (classes: number, form: DatasetFormat, { mostLogprobs, leastLogprobs }: HttpHostOptions) =>
  Math.min(mostLogprobs[form], Math.max(classes, leastLogprobs?.[form] ?? 1));

/** Asks again while the host is busy or out of order and patience lasts; a refusal is final at once, and that of a key at the second time. */
async function post(options: HttpHostOptions, path: string, body: object, deadline?: Date): Promise<unknown> {
  const lastMoment = deadline?.getTime() ?? Number.POSITIVE_INFINITY;
  const giveUpAt = Math.min(Date.now() + options.patienceMs, lastMoment);
  for (let attempt = 0; ; attempt += 1) {
    const answer = await postWithFreshKey(options, path, body, lastMoment);
    if ('json' in answer) return answer.json;
    // A host may ask for a longer pause, but not for a shorter one: a storm of requests helps nobody.
    const wait = Math.max(answer.retryAfterMs ?? 0, FIRST_WAIT_MS * 2 ** attempt);
    if (Date.now() + wait > giveUpAt) throw answer.fault;
    await sleep(wait);
  }
}

type Answer = { json: unknown } | { fault: LabelsmithError; retryAfterMs: number | undefined };

async function postWithFreshKey(
  options: HttpHostOptions,
  path: string,
  body: object,
  lastMoment: number,
): Promise<Answer> {
  try {
    return await postOnce(options, path, body, lastMoment);
  } catch (error) {
    if (!options.key || !isLabelsmithError(error, 'KeyRefused')) throw error;
    // It may have been replaced: it is read anew.
    options.key.forget();
    return postOnce(options, path, body, lastMoment);
  }
}

async function postOnce(
  { name, baseUrl, key, timeoutMs: mostMs }: HttpHostOptions,
  path: string,
  body: object,
  lastMoment: number,
): Promise<Answer> {
  const authorization = key && { authorization: `Bearer ${await key.read()}` };
  const timeoutMs = Math.min(TIMEOUT_MS, mostMs ?? TIMEOUT_MS, lastMoment - Date.now());
  if (timeoutMs <= 0) throw unavailable(name, 'did not answer all texts in time');
  let status: number;
  let wait: number | undefined;
  try {
    const answer = await requestOnce({
      method: 'POST',
      url: new URL(`${baseUrl}${path}`),
      headers: { 'content-type': 'application/json', ...authorization },
      body: JSON.stringify(body),
      timeoutMs,
    });
    const text = await textOf(answer);
    status = answer.statusCode;
    if (status >= 200 && status < 300) return { json: JSON.parse(text) };
    if (status === 400 && isTooLong(text)) return { json: 'too long' };
    wait = retryAfterMs(answer);
  } catch (fault) {
    const what = `gave no answer that can be read (${nameOf(fault)})`;
    return { fault: unavailable(name, what), retryAfterMs: undefined };
  }
  if (status === 408 || status === 409 || status === 429 || status >= 500) {
    return { fault: unavailable(name, `answered ${status}`, wait), retryAfterMs: wait };
  }
  if (status === 401) {
    throw new LabelsmithError(
      'KeyRefused',
      `provider ${name} does not accept the API key`,
      `Put a valid key of ${name} into the secret that the stack names; it is in force within a minute.`,
    );
  }
  throw refused(name, `answered ${status}`);
}

/** OpenAI's code for it, and the words of those hosts that give none. */
const isTooLong = (body: string) => /context_length_exceeded|maximum context length/i.test(body);

const refused = (name: ProviderName, what: string) =>
  new LabelsmithError(
    'ProviderRefused',
    `provider ${name} ${what}`,
    'Check that the model still exists at the provider, and its key.',
  );

const unavailable = (name: ProviderName, what: string, waitMs?: number) =>
  new LabelsmithError('ProviderUnavailable', `provider ${name} ${what}`, 'Try again in a moment.', {
    retryAfterSeconds: waitMs === undefined ? undefined : Math.ceil(waitMs / 1000),
  });

/** What a fault is called. The fault itself goes no further: a parser's message quotes the answer, which may hold a text. */
function nameOf(fault: unknown): string {
  const { name, code } = Object(fault);
  // Zod's own are called `$ZodError`.
  return (
    [name, code].flatMap((part) => (typeof part === 'string' ? part.replace('$', '') : [])).join(', ') ||
    'unknown fault'
  );
}

/** The pause that a host asks for, in seconds or until a date (RFC 9110, section 10.2.3). */
function retryAfterMs({ headers }: HttpAnswer): number | undefined {
  const told = headers['retry-after'];
  if (told === undefined) return undefined;
  const ms = /^[\d.]+$/.test(told) ? Number(told) * 1000 : Date.parse(told) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
