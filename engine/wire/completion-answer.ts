import type { Answer } from '../answers/answer-text.ts';
import type { AnswerHead } from './answer-head.ts';
import type { LogprobsTold } from './chat-answer.ts';
import type { Usage } from './usage.ts';

/** A prompt and what was answered to it. */
export interface AnsweredPrompt {
  readonly prompt: string;
  readonly answers: readonly Answer[];
}

export interface CompletionForm {
  /** The text begins with the prompt. */
  readonly echo: boolean;
  readonly told: LogprobsTold;
}

/** The answers as OpenAI's `text_completion`, those to the first prompt first. */
export const completionObject = (
  { id, ...head }: AnswerHead,
  prompts: readonly AnsweredPrompt[],
  form: CompletionForm,
  usage: Usage,
) => ({ id, object: 'text_completion' as const, ...head, choices: choicesOf(prompts, form), usage });

/**
 * The same as a stream: each answer comes whole, since it is one token.
 * @param usage told in a part of its own at the end; undefined when the client did not ask for it
 */
export function* completionParts(
  { id, ...head }: AnswerHead,
  prompts: readonly AnsweredPrompt[],
  form: CompletionForm,
  usage: Usage | undefined,
) {
  const partHead = { id, object: 'text_completion' as const, ...head };
  for (const choice of choicesOf(prompts, form)) yield { ...partHead, choices: [choice] };
  if (usage) yield { ...partHead, choices: [], usage };
}

function choicesOf(prompts: readonly AnsweredPrompt[], { echo, told }: CompletionForm) {
  const answered = prompts.flatMap(({ prompt, answers }) => {
    const offset = charactersOf(prompt);
    return answers.map((answer) => ({ prompt, offset, answer }));
  });
  return answered.map(({ prompt, offset, answer }, index) => ({
    index,
    text: echo ? prompt + answer.text : answer.text,
    logprobs: told === null ? null : logprobsOf(answer, told, offset),
    finish_reason: answer.finishReason,
  }));
}

/** The answer's own log-probability is told whether it is among the highest or not, as OpenAI does. */
function logprobsOf({ chosen, ranked }: Answer, told: number, offset: number) {
  const top = [...ranked.slice(0, told), chosen].map(({ token, logprob }) => [token, logprob] as const);
  return {
    tokens: [chosen.token],
    token_logprobs: [chosen.logprob],
    top_logprobs: [Object.fromEntries(top)],
    text_offset: [offset],
  };
}

/** Where an answer begins is told in characters, that is in Unicode's code points, and not in UTF-16 units. */
function charactersOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
