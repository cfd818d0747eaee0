import { z } from 'zod';

/** OpenAI stops at 20 for chat and at 5 for completions; a classifier may have more classes, and all of them are known here. */
export const MOST_LOGPROBS = 1_000;
/** Answers to one text, as at OpenAI. */
const MOST_ANSWERS = 128;
/** Stop sequences, as at OpenAI. */
const MOST_STOPS = 4;

export const answerCount = z.int().min(1).max(MOST_ANSWERS).nullish();

/** Tokens allowed for an answer. None at all would be no answer. */
export const tokenLimit = z.int().min(1).nullish();

const stopSequence = z.string().min(1);
const penalty = z.number().min(-2).max(2).nullish();

/**
 * What chat completions and completions have in common. Penalties compare with what has been answered so far: before the
 * one token of an answer that is nothing, so that they are accepted and change nothing.
 */
export const samplingFields = {
  model: z.string(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  n: answerCount,
  seed: z.number().refine(Number.isInteger, { error: 'expected a whole number' }).nullish(),
  stop: z
    .union([stopSequence, z.array(stopSequence).max(MOST_STOPS)], {
      error: `expected a string, or up to ${MOST_STOPS} of them, none of them empty`,
    })
    .nullish(),
  logit_bias: z
    .record(z.string().regex(/^(0|[1-9]\d{0,6})$/), z.number().min(-100).max(100), {
      error: 'expected biases from -100 to 100 by the numbers of tokens',
    })
    .nullish(),
  max_tokens: tokenLimit,
  presence_penalty: penalty,
  frequency_penalty: penalty,
  stream: z.boolean().nullish(),
  stream_options: z
    .object({ include_usage: z.boolean().nullish(), include_obfuscation: z.boolean().nullish() })
    .nullish(),
  user: z.string().nullish(),
};

/** For a field that has no bearing on a label: whatever OpenAI takes there is taken, and nothing comes of it. */
export const withoutEffect = z.unknown().optional();

/** For a field that would change the answer in a way that is not offered; null and the values named mean "not used". */
export const unsupported = (isUnused: (value: unknown) => boolean = () => false) =>
  z
    .unknown()
    .refine((value) => value === undefined || value === null || isUnused(value), {
      error: 'not supported by the embedded engine, whose answers are labels: leave it out',
      params: { code: 'unsupported_parameter' },
    })
    .optional();

/** True for an empty list. */
export const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** Says that two fields do not go together, blaming the one. */
export function refuseTogether(context: z.RefinementCtx, field: string, why: string): void {
  context.addIssue({
    code: 'custom',
    path: [field],
    message: why,
    params: { code: 'invalid_parameter_combination' },
  });
}
