import { Hono } from 'hono';
import { answerText, type TokenLogprob } from '../answer.ts';
import { ApiError, parseBody } from '../api-error.ts';
import type { EngineContext } from '../engine-context.ts';
import { randomDigits } from '../keys.ts';
import { chatBody, lastUserText } from '../wire/chat-completion.ts';
import { usageOf } from '../wire/usage.ts';
import { refuseBaseModel, refuseStream, samplingOf } from './sampling.ts';

/** `POST /v1/chat/completions`: the label of what the user said last, as an assistant's message of one token. */
export function chatCompletionsRoutes(context: EngineContext): Hono {
  return new Hono().post('/', async (c) => {
    const body = await parseBody(c.req.raw, chatBody);
    refuseStream(body);
    refuseBaseModel(body.model);
    const text = lastUserText(body.messages);
    if (text === undefined) {
      throw new ApiError(400, "Invalid messages: expected one with the role 'user' and a text", { param: 'messages' });
    }
    const served = await context.models.get(body.model);
    const { chosen, ranked } = answerText(served, text, samplingOf(context, body));
    const top = ranked.slice(0, body.top_logprobs ?? 0);
    return c.json({
      id: `chatcmpl-${randomDigits()}`,
      object: 'chat.completion',
      created: Math.floor(context.clock().getTime() / 1000),
      model: body.model,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: messageOf(chosen.token), refusal: null },
          logprobs: body.logprobs
            ? { content: [{ ...described(chosen), top_logprobs: top.map(described) }], refusal: null }
            : null,
          finish_reason: 'stop',
        },
      ],
      usage: usageOf(text.length, 1),
    });
  });
}

/** A completion's leading space belongs to the prompt before it; a message has none. */
const messageOf = (token: string): string => token.trimStart() || token;

const described = ({ token, logprob }: TokenLogprob) => {
  const content = messageOf(token);
  return { token: content, logprob, bytes: [...Buffer.from(content)] };
};
