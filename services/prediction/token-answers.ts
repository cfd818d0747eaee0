import * as z from 'zod/mini';
import type { TokenAnswer } from '../../core/prediction/prediction-host.ts';

/** JSON has no way to write NaN or minus infinity: hosts write null for them. */
const logprob = z.nullish(z.number());
const entry = z.object({ token: z.string(), logprob });
type Entry = z.infer<typeof entry>;
const usage = z.catch(z.nullish(z.object({ prompt_tokens: z.number(), completion_tokens: z.number() })), null);
const chatAnswer = z.object({
  usage,
  choices: z.tuple([
    z.object({
      message: z.object({ content: z.nullable(z.string()) }),
      logprobs: z.nullish(
        z.object({ content: z.nullish(z.array(z.extend(entry, { top_logprobs: z.nullish(z.array(entry)) }))) }),
      ),
    }),
  ]),
});
const completionAnswer = z.object({
  usage,
  choices: z.tuple([
    z.object({
      text: z.string(),
      logprobs: z.nullish(
        z.object({
          token_logprobs: z.nullish(z.array(logprob)),
          top_logprobs: z.nullish(z.array(z.nullable(z.record(z.string(), logprob)))),
        }),
      ),
    }),
  ]),
});

/** The answer to a chat completion. @throws $ZodError when it is of another form */
export function readChat(json: unknown): TokenAnswer {
  const { choices, usage } = chatAnswer.parse(json);
  const [choice] = choices;
  const first = choice.logprobs?.content?.[0];
  const token = first?.token ?? choice.message.content ?? '';
  const alternatives = known({ token, logprob: first?.logprob }, first?.top_logprobs ?? []);
  return { token, alternatives, ...counted(usage) };
}

/** The answer to a completion. @throws $ZodError when it is of another form */
export function readCompletion(json: unknown): TokenAnswer {
  const { choices, usage } = completionAnswer.parse(json);
  const [choice] = choices;
  const { token_logprobs, top_logprobs } = choice.logprobs ?? {};
  const others = Object.entries(top_logprobs?.[0] ?? {}).map(([token, logprob]) => ({ token, logprob }));
  const alternatives = known({ token: choice.text, logprob: token_logprobs?.[0] }, others);
  return { token: choice.text, alternatives, ...counted(usage) };
}

const counted = (usage: z.infer<typeof chatAnswer>['usage']): Pick<TokenAnswer, 'tokens'> =>
  usage ? { tokens: { input: usage.prompt_tokens, output: usage.completion_tokens } } : {};

/**
 * The alternatives whose log-probability was told, or null if none was. The answer's own token is one of them; a host that
 * lists none, or leaves it out, tells of it apart.
 */
function known(chosen: Entry, others: readonly Entry[]): TokenAnswer['alternatives'] {
  const all = others.some(({ token }) => token === chosen.token) ? others : [chosen, ...others];
  const told = all.flatMap(({ token, logprob }) => (typeof logprob === 'number' ? [{ token, logprob }] : []));
  return told.length > 0 ? told : null;
}
