import { chatCompletion, chatCompletionChunk } from './chat-completion.ts';
import type { ConformingRoute } from './checked-fetch.ts';
import { model, modelDeleted, modelList } from './model.ts';
import { textCompletion } from './text-completion.ts';

/** What answers to texts, and what tells of models. */
export const ANSWER_ROUTES: readonly ConformingRoute[] = [
  { method: 'POST', path: /^\/v1\/chat\/completions$/, body: chatCompletion, part: chatCompletionChunk },
  { method: 'POST', path: /^\/v1\/completions$/, body: textCompletion, part: textCompletion },
  { method: 'GET', path: /^\/v1\/models$/, body: modelList },
  { method: 'GET', path: /^\/v1\/models\/[^/]+$/, body: model },
  { method: 'DELETE', path: /^\/v1\/models\/[^/]+$/, body: modelDeleted },
];
