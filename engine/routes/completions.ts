import { Hono } from 'hono';
import { textOfPrompt } from '../../core/contract/example-format.ts';
import { answerText } from '../answers/answer-text.ts';
import { spellingsOf } from '../answers/spelling.ts';
import type { AnsweringContext } from '../engine-context.ts';
import { parseBody } from '../parse-body.ts';
import { answerHead } from '../wire/answer-head.ts';
import { completionBody } from '../wire/completion.ts';
import { completionObject, completionParts } from '../wire/completion-answer.ts';
import { eventStream } from '../wire/event-stream.ts';
import { usageOf } from '../wire/usage.ts';
import { answerRuleOf, requestedModel } from './answer-rule.ts';

/** `POST /v1/completions`: the label of each prompt as a completion of one token, exactly as the training file had it. */
export function completionsRoutes(context: AnsweringContext): Hono {
  return new Hono().post('/', async (c) => {
    const body = await parseBody(c.req.raw, completionBody);
    const served = await requestedModel(context, body.model);
    const rule = await answerRuleOf(context, served, spellingsOf(served, 'completion'), body);
    const prompts = typeof body.prompt === 'string' ? [body.prompt] : body.prompt;
    const answered = prompts.map((prompt) => ({ prompt, answers: answerText(served, textOfPrompt(prompt), rule) }));
    const head = answerHead('cmpl', body.model, context.clock);
    const form = { echo: body.echo ?? false, told: body.logprobs ?? null };
    const characters = prompts.reduce((sum, prompt) => sum + prompt.length, 0);
    const usage = usageOf(characters, prompts.length * rule.drawn);
    if (!body.stream) return c.json(completionObject(head, answered, form, usage));
    return eventStream(completionParts(head, answered, form, body.stream_options?.include_usage ? usage : undefined));
  });
}
