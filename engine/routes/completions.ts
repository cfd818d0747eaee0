import { Hono } from 'hono';
import { textOfPrompt } from '../../core/contract/example-format.ts';
import { type Answer, answerText } from '../answer.ts';
import { parseBody } from '../api-error.ts';
import type { EngineContext } from '../engine-context.ts';
import { randomDigits } from '../keys.ts';
import { completionBody } from '../wire/completion.ts';
import { usageOf } from '../wire/usage.ts';
import { refuseBaseModel, refuseStream, samplingOf } from './sampling.ts';

/** `POST /v1/completions`: the label of each prompt as a completion of one token, exactly as the training file had it. */
export function completionsRoutes(context: EngineContext): Hono {
  return new Hono().post('/', async (c) => {
    const body = await parseBody(c.req.raw, completionBody);
    refuseStream(body);
    refuseBaseModel(body.model);
    const served = await context.models.get(body.model);
    const prompts = typeof body.prompt === 'string' ? [body.prompt] : body.prompt;
    const sampling = samplingOf(context, body);
    const choices = prompts.map((prompt, index) => {
      const answer = answerText(served, textOfPrompt(prompt), sampling);
      const logprobs = body.logprobs ? logprobsOf(answer, body.logprobs, prompt.length) : null;
      return { index, text: answer.chosen.token, logprobs, finish_reason: 'stop' };
    });
    return c.json({
      id: `cmpl-${randomDigits()}`,
      object: 'text_completion',
      created: Math.floor(context.clock().getTime() / 1000),
      model: body.model,
      choices,
      usage: usageOf(
        prompts.reduce((sum, prompt) => sum + prompt.length, 0),
        prompts.length,
      ),
    });
  });
}

const logprobsOf = ({ chosen, ranked }: Answer, most: number, offset: number) => ({
  tokens: [chosen.token],
  token_logprobs: [chosen.logprob],
  top_logprobs: [Object.fromEntries(ranked.slice(0, most).map(({ token, logprob }) => [token, logprob]))],
  text_offset: [offset],
});
