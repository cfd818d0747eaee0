import { z } from 'zod';

/** OpenAI stops at 20 for chat; a classifier may have more classes, and all of them are known here. */
export const MOST_LOGPROBS = 1_000;

const contentPart = z.object({ type: z.string(), text: z.string().optional() });
const message = z.object({
  role: z.string(),
  content: z.union([z.string(), z.array(contentPart)]).nullish(),
});
export type ChatMessage = z.infer<typeof message>;

/** What decides between the classes: with temperature 0, or none given, the most probable one. */
export const samplingFields = {
  temperature: z.number().min(0).max(2).nullish(),
  seed: z.int().nullish(),
  n: z.literal(1, { error: 'expected 1: one answer is all there is' }).nullish(),
  stream: z.boolean().nullish(),
  max_tokens: z.int().min(1).nullish(),
};

/** Body of `POST /v1/chat/completions`. */
export const chatBody = z.object({
  model: z.string(),
  messages: z.array(message).min(1),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(MOST_LOGPROBS).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  ...samplingFields,
});

/** The text to classify: what the user said last. Undefined when the user said nothing. */
export function lastUserText(messages: readonly ChatMessage[]): string | undefined {
  const content = messages.findLast(({ role }) => role === 'user')?.content;
  if (content === null || content === undefined || typeof content === 'string') return content ?? undefined;
  return content.map((part) => part.text ?? '').join('');
}
