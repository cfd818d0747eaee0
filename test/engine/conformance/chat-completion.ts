import type OpenAI from 'openai';
import { z } from 'zod';
import { createdAt, logprob, usage } from './parts.ts';
import { schemaOf } from './schema-of.ts';

/** A token with its log-probability; `bytes` are those of the token in UTF-8. */
const tokenLogprob = z
  .strictObject({ token: z.string(), logprob, bytes: z.array(z.int().min(0).max(255)).nullable() })
  .refine(({ token, bytes }) => bytes === null || Buffer.from(bytes).toString() === token, 'bytes of another token');

/** One entry for the one token of an answer. */
const logprobs = z
  .strictObject({
    content: z.tuple([tokenLogprob.safeExtend({ top_logprobs: z.array(tokenLogprob) })]),
    refusal: z.null(),
  })
  .nullable();

const finishReason = z.enum(['stop', 'length']);
const head = {
  id: z.string().regex(/^chatcmpl-/),
  created: createdAt,
  model: z.string().min(1),
  system_fingerprint: z.string().regex(/^fp_/),
};

/** `POST /v1/chat/completions`. */
export const chatCompletion = schemaOf<OpenAI.ChatCompletion>()(
  z.strictObject({
    ...head,
    object: z.literal('chat.completion'),
    choices: z
      .array(
        z.strictObject({
          index: z.int().min(0),
          message: z.strictObject({ role: z.literal('assistant'), content: z.string(), refusal: z.null() }),
          logprobs,
          finish_reason: finishReason,
        }),
      )
      .min(1),
    usage,
  }),
);

/** One part of the same as a stream; the last one, with the usage, has no choices. */
export const chatCompletionChunk = schemaOf<OpenAI.ChatCompletionChunk>()(
  z.strictObject({
    ...head,
    object: z.literal('chat.completion.chunk'),
    choices: z
      .array(
        z.strictObject({
          index: z.int().min(0),
          delta: z.strictObject({
            role: z.literal('assistant').exactOptional(),
            content: z.string().exactOptional(),
            refusal: z.null().exactOptional(),
          }),
          logprobs,
          finish_reason: finishReason.nullable(),
        }),
      )
      .max(1),
    usage: usage.nullable().exactOptional(),
  }),
);
