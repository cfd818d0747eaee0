import { z } from 'zod';
import { promptOf } from '../../core/contract/example-format.ts';
import type { ProviderName } from '../../core/contract/settings.ts';
import { LabelsmithError } from '../../core/errors.ts';
import type { PredictionHost, PredictionRequest, TokenAnswer } from '../../core/prediction/prediction-host.ts';

export interface FetchHostOptions {
  readonly name: ProviderName;
  /** The host's `/v1` address. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** How many log-probabilities the host gives at most, by the form of the request. */
  readonly mostLogprobs: { readonly chat: number; readonly completion: number };
  readonly fetch: (request: Request) => Promise<Response>;
}

/** Time for one answer: under the 25 s of the function that serves, which is under the gateway's 30 s. */
const TIMEOUT_MS = 15_000;

const entry = z.object({ token: z.string(), logprob: z.number() });
const chatAnswer = z.object({
  choices: z.tuple([
    z.object({
      message: z.object({ content: z.string().nullable() }),
      logprobs: z.object({ content: z.array(entry.extend({ top_logprobs: z.array(entry) })).nullable() }).nullish(),
    }),
  ]),
});
const completionAnswer = z.object({
  choices: z.tuple([
    z.object({
      text: z.string(),
      logprobs: z.object({ top_logprobs: z.array(z.record(z.string(), z.number())).nullish() }).nullish(),
    }),
  ]),
});

/** A prediction host over plain `fetch`: the hot path carries no SDK. */
export function createFetchHost(options: FetchHostOptions): PredictionHost {
  return {
    async answer(request) {
      const chat = request.format === 'chat';
      const body = chat ? chatBody(request, options) : completionBody(request, options);
      const json = await post(options, chat ? '/chat/completions' : '/completions', body);
      return chat ? readChat(json) : readCompletion(json);
    },
  };
}

/** A token of the answer is all that is needed: its probabilities are the classes' probabilities. */
const ONE_TOKEN = { max_tokens: 1, temperature: 0 };

const chatBody = ({ model, text, classes }: PredictionRequest, { mostLogprobs }: FetchHostOptions) => ({
  model,
  messages: [{ role: 'user', content: text }],
  logprobs: true,
  top_logprobs: Math.min(classes, mostLogprobs.chat),
  ...ONE_TOKEN,
});

const completionBody = ({ model, text, classes }: PredictionRequest, { mostLogprobs }: FetchHostOptions) => ({
  model,
  prompt: promptOf(text),
  logprobs: Math.min(classes, mostLogprobs.completion),
  ...ONE_TOKEN,
});

function readChat(json: unknown): TokenAnswer {
  const [choice] = chatAnswer.parse(json).choices;
  const first = choice.logprobs?.content?.[0];
  return { token: first?.token ?? choice.message.content ?? '', alternatives: first?.top_logprobs ?? null };
}

function readCompletion(json: unknown): TokenAnswer {
  const [choice] = completionAnswer.parse(json).choices;
  const first = choice.logprobs?.top_logprobs?.[0];
  return {
    token: choice.text,
    alternatives: first ? Object.entries(first).map(([token, logprob]) => ({ token, logprob })) : null,
  };
}

async function post(options: FetchHostOptions, path: string, body: object): Promise<unknown> {
  const { name, baseUrl, apiKey } = options;
  let response: Response;
  try {
    response = await options.fetch(
      new Request(`${baseUrl}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }),
    );
  } catch (cause) {
    throw new LabelsmithError('ProviderUnavailable', `provider ${name} did not answer`, 'Try again.', { cause });
  }
  if (response.ok) return response.json();
  const { status } = response;
  await response.body?.cancel();
  const passing = status === 408 || status === 409 || status === 429 || status >= 500;
  throw new LabelsmithError(
    passing ? 'ProviderUnavailable' : 'ProviderRefused',
    `provider ${name} answered ${status}`,
    passing ? 'Try again in a moment.' : 'Check that the model still exists at the provider, and its key.',
  );
}
