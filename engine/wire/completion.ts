import { z } from 'zod';
import { answerCount, MOST_LOGPROBS, refuseTogether, samplingFields, unsupported } from './sampling-fields.ts';

/** Prompts in one request. */
const MOST_PROMPTS = 100;
/** Log-probabilities in one response, some 5 MB of JSON: all classes of a hundred prompts where there are a thousand. */
const MOST_LOGPROBS_TOLD = MOST_PROMPTS * MOST_LOGPROBS;
/** Answers in one response. */
const MOST_ANSWERS_TOLD = 2_000;

const isTokens = (prompt: unknown) =>
  Array.isArray(prompt) && prompt.some((part) => typeof part === 'number' || Array.isArray(part));

const ONE_OR_MORE = `expected a string, or 1 to ${MOST_PROMPTS} of them`;
const prompt = z.union([z.string(), z.array(z.string()).min(1, ONE_OR_MORE).max(MOST_PROMPTS, ONE_OR_MORE)], {
  error: ({ input }) =>
    isTokens(input) ? 'expected text, not the numbers of tokens: send the prompt as a string' : ONE_OR_MORE,
});

/** Body of `POST /v1/completions`: every parameter that OpenAI knows, served, without effect, or refused. */
export const completionBody = z
  .strictObject({
    prompt,
    logprobs: z.int().min(0).max(MOST_LOGPROBS).nullish(),
    best_of: answerCount,
    echo: z.boolean().nullish(),
    ...samplingFields,
    suffix: unsupported((value) => value === ''),
  })
  .superRefine((body, context) => {
    const answers = (body.n ?? 1) * (typeof body.prompt === 'string' ? 1 : body.prompt.length);
    if (answers > MOST_ANSWERS_TOLD) {
      context.addIssue({
        code: 'custom',
        path: ['n'],
        message: `${answers} answers are asked for, ${MOST_ANSWERS_TOLD} are given at once: send fewer prompts`,
      });
    }
    if (answers * (body.logprobs ?? 0) > MOST_LOGPROBS_TOLD) {
      context.addIssue({
        code: 'custom',
        path: ['logprobs'],
        message: `${MOST_LOGPROBS_TOLD} log-probabilities are given at once: send fewer prompts`,
      });
    }
    if (typeof body.best_of === 'number') {
      if (body.best_of < (body.n ?? 1)) refuseTogether(context, 'best_of', 'expected n or more');
      if (body.stream && body.best_of > (body.n ?? 1)) {
        refuseTogether(context, 'best_of', 'more than n only without stream: the best are known at the end');
      }
    }
    if (body.echo && typeof body.logprobs === 'number') {
      refuseTogether(context, 'echo', 'only without logprobs: a prompt has none here');
    }
    if (body.stream_options && !body.stream) refuseTogether(context, 'stream_options', 'only with stream: true');
  });
