import { z } from 'zod';
import {
  isEmptyList,
  MOST_LOGPROBS,
  refuseTogether,
  samplingFields,
  tokenLimit,
  unsupported,
  withoutEffect,
} from './sampling-fields.ts';

const contentPart = z.discriminatedUnion(
  'type',
  [
    z.looseObject({ type: z.literal('text'), text: z.string() }),
    z.looseObject({ type: z.literal('refusal'), refusal: z.string() }),
  ],
  { error: "expected a part of the type 'text': images, audio and files are not read" },
);

/** Pieces of evidence on each side of an answer, at most: an extension. */
const MOST_EVIDENCE = 100;

const ROLES = ['developer', 'system', 'user', 'assistant', 'tool', 'function'] as const;
const message = z.looseObject({
  role: z.enum(ROLES),
  content: z
    .union([z.string(), z.array(contentPart)], { error: 'expected a string or a list of text parts' })
    .nullish(),
});

/** A message as far as a text is looked for in it. */
export interface ChatMessage {
  readonly role: string;
  readonly content?: string | readonly Readonly<Record<string, unknown>>[] | null | undefined;
}

const isUnusedChoice = (value: unknown) => value === 'none' || value === 'auto';
const isTextFormat = (value: unknown) =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'text';
const isTextOnly = (value: unknown) => Array.isArray(value) && value.every((modality) => modality === 'text');

/** Body of `POST /v1/chat/completions`: every parameter that OpenAI knows, served, without effect, or refused. */
export const chatBody = z
  .strictObject({
    messages: z.array(message).min(1),
    logprobs: z.boolean().nullish(),
    top_logprobs: z.int().min(0).max(MOST_LOGPROBS).nullish(),
    max_completion_tokens: tokenLimit,
    explain: z.int().min(0).max(MOST_EVIDENCE).nullish(),
    ...samplingFields,
    metadata: withoutEffect,
    parallel_tool_calls: withoutEffect,
    prediction: withoutEffect,
    prompt_cache_key: withoutEffect,
    prompt_cache_options: withoutEffect,
    prompt_cache_retention: withoutEffect,
    reasoning_effort: withoutEffect,
    safety_identifier: withoutEffect,
    service_tier: withoutEffect,
    verbosity: withoutEffect,
    audio: unsupported(),
    function_call: unsupported(isUnusedChoice),
    functions: unsupported(isEmptyList),
    modalities: unsupported(isTextOnly),
    moderation: unsupported(),
    response_format: unsupported(isTextFormat),
    store: unsupported((value) => value === false),
    tool_choice: unsupported(isUnusedChoice),
    tools: unsupported(isEmptyList),
    web_search_options: unsupported(),
  })
  .superRefine((body, context) => {
    if (body.top_logprobs && !body.logprobs) refuseTogether(context, 'top_logprobs', 'only with logprobs: true');
    if (body.explain && body.stream) refuseTogether(context, 'explain', 'not together with stream: true');
    if (body.stream_options && !body.stream) refuseTogether(context, 'stream_options', 'only with stream: true');
    if (typeof body.max_tokens === 'number' && typeof body.max_completion_tokens === 'number') {
      refuseTogether(context, 'max_tokens', 'not together with max_completion_tokens, which has taken its place');
    }
  });

/** The text to classify: what the user said last. Undefined when the user said nothing. */
export function lastUserText(messages: readonly ChatMessage[]): string | undefined {
  const content = messages.findLast(({ role }) => role === 'user')?.content;
  if (content === null || content === undefined || typeof content === 'string') return content ?? undefined;
  return content.map((part) => (typeof part['text'] === 'string' ? part['text'] : '')).join('');
}
