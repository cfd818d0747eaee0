import type OpenAI from 'openai';
import { z } from 'zod';
import { createdAt, logprob, usage } from './parts.ts';
import { schemaOf } from './schema-of.ts';

/** Not a `z.record`, which leaves out a token such as `__proto__`. */
const logprobsByToken = z.custom<Record<string, number>>(
  (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every((one) => logprob.safeParse(one).success),
);

const logprobs = z
  .strictObject({
    tokens: z.tuple([z.string()]),
    token_logprobs: z.tuple([logprob]),
    top_logprobs: z.tuple([logprobsByToken]),
    text_offset: z.tuple([z.int().min(0)]),
  })
  .refine(
    ({ tokens: [token], token_logprobs: [own], top_logprobs: [top] }) => top[token] === own,
    'the answer is missing among the highest',
  );

/** `POST /v1/completions`, whole or as a part of a stream: both have this form. */
export const textCompletion = schemaOf<OpenAI.Completion>()(
  z.strictObject({
    id: z.string().regex(/^cmpl-/),
    object: z.literal('text_completion'),
    created: createdAt,
    model: z.string().min(1),
    system_fingerprint: z.string().regex(/^fp_/),
    choices: z.array(
      z.strictObject({
        index: z.int().min(0),
        text: z.string(),
        logprobs: logprobs.nullable(),
        finish_reason: z.enum(['stop', 'length']),
      }),
    ),
    usage: usage.exactOptional(),
  }),
);
