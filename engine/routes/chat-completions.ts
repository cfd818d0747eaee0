import { Hono } from 'hono';
import { answerText } from '../answers/answer-text.ts';
import { explainAnswers } from '../answers/explain-answers.ts';
import { spellingsOf } from '../answers/spelling.ts';
import { ApiError } from '../api-error.ts';
import type { AnsweringContext } from '../engine-context.ts';
import { parseBody } from '../parse-body.ts';
import { answerHead } from '../wire/answer-head.ts';
import { chatCompletionChunks, chatCompletionObject } from '../wire/chat-answer.ts';
import { chatBody, lastUserText } from '../wire/chat-completion.ts';
import { eventStream } from '../wire/event-stream.ts';
import { usageOf } from '../wire/usage.ts';
import { answerRuleOf, requestedModel } from './answer-rule.ts';

/** `POST /v1/chat/completions`: the label of what the user said last, as an assistant's message of one token. */
export function chatCompletionsRoutes(context: AnsweringContext): Hono {
  return new Hono().post('/', async (c) => {
    const body = await parseBody(c.req.raw, chatBody);
    const text = lastUserText(body.messages);
    if (text === undefined) {
      throw new ApiError(400, "Invalid messages: expected one with the role 'user' and a text", {
        param: 'messages',
        code: 'invalid_value',
      });
    }
    const served = await requestedModel(context, body.model);
    const max_tokens = body.max_completion_tokens ?? body.max_tokens;
    const rule = await answerRuleOf(context, served, spellingsOf(served, 'chat'), { ...body, max_tokens });
    const answers = answerText(served, text, rule);
    const head = answerHead('chatcmpl', body.model, context.clock);
    const told = body.logprobs ? (body.top_logprobs ?? 0) : null;
    const usage = usageOf(text.length, answers.length);
    if (!body.stream) {
      const { explain: most } = body;
      const evidence = most ? explainAnswers(served, text, answers, { tokens: rule.tokens, most }) : undefined;
      return c.json(chatCompletionObject(head, answers, told, usage, evidence));
    }
    return eventStream(
      chatCompletionChunks(head, answers, told, body.stream_options?.include_usage ? usage : undefined),
    );
  });
}
