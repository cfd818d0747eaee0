import { describe, expect, test } from '@jest/globals';
import type OpenAI from 'openai';
import { chatBody } from '../../../engine/wire/chat-completion.ts';
import { completionBody } from '../../../engine/wire/completion.ts';

/** What becomes of a parameter. The compiler holds that the tables name every one that the package knows, and no other. */
type Fate = 'served' | 'without effect' | 'refused';

const CHAT: Record<keyof OpenAI.ChatCompletionCreateParams, Fate> = {
  messages: 'served',
  model: 'served',
  audio: 'refused',
  frequency_penalty: 'without effect',
  function_call: 'refused',
  functions: 'refused',
  logit_bias: 'served',
  logprobs: 'served',
  max_completion_tokens: 'served',
  max_tokens: 'served',
  metadata: 'without effect',
  modalities: 'refused',
  moderation: 'refused',
  n: 'served',
  parallel_tool_calls: 'without effect',
  prediction: 'without effect',
  presence_penalty: 'without effect',
  prompt_cache_key: 'without effect',
  prompt_cache_options: 'without effect',
  prompt_cache_retention: 'without effect',
  reasoning_effort: 'without effect',
  response_format: 'refused',
  safety_identifier: 'without effect',
  seed: 'served',
  service_tier: 'without effect',
  stop: 'served',
  store: 'refused',
  stream: 'served',
  stream_options: 'served',
  temperature: 'served',
  tool_choice: 'refused',
  tools: 'refused',
  top_logprobs: 'served',
  top_p: 'served',
  user: 'without effect',
  verbosity: 'without effect',
  web_search_options: 'refused',
};

const COMPLETION: Record<keyof OpenAI.CompletionCreateParams, Fate> = {
  model: 'served',
  prompt: 'served',
  best_of: 'served',
  echo: 'served',
  frequency_penalty: 'without effect',
  logit_bias: 'served',
  logprobs: 'served',
  max_tokens: 'served',
  n: 'served',
  presence_penalty: 'without effect',
  seed: 'served',
  stop: 'served',
  stream: 'served',
  stream_options: 'served',
  suffix: 'refused',
  temperature: 'served',
  top_p: 'served',
  user: 'without effect',
};

/** What the engine takes beyond what the package knows; docs/engine.md declares it. */
const EXTENSIONS = { chat: ['explain'], completion: [] };

const endpoints = [
  ['chat completions', CHAT, chatBody, EXTENSIONS.chat],
  ['completions', COMPLETION, completionBody, EXTENSIONS.completion],
] as const;

describe.each(endpoints)('the parameters of %s', (_, fates, schema, extensions) => {
  test('are known, every one of them, and no other but the extensions', () => {
    expect(Object.keys(schema.shape).sort()).toEqual([...Object.keys(fates), ...extensions].sort());
  });

  test('that are refused are refused when they are used, and may be null', () => {
    for (const [name, fate] of Object.entries(fates)) {
      if (fate !== 'refused') continue;
      const field = schema.shape[name as keyof typeof schema.shape];
      expect([name, field.safeParse({ used: true }).success]).toEqual([name, false]);
      expect([name, field.safeParse(null).success]).toEqual([name, true]);
    }
  });
});
