import type OpenAI from 'openai';
import { z } from 'zod';
import { schemaOf } from './schema-of.ts';

/** Whole seconds since 1970: of this century, so that milliseconds are found out. */
export const createdAt = z.int().min(946_684_800).max(4_102_444_800);

/** A logarithm of a probability; -9999 marks "next to impossible". */
export const logprob = z.number().min(-9999).max(1e-9);

export const usage = schemaOf<OpenAI.CompletionUsage>()(
  z
    .strictObject({ prompt_tokens: z.int().min(0), completion_tokens: z.int().min(0), total_tokens: z.int().min(0) })
    .refine((count) => count.total_tokens === count.prompt_tokens + count.completion_tokens, 'the sum is wrong'),
);
