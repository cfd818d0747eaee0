import type { Answer } from '../answers/answer-text.ts';
import type { TokenLogprob } from '../answers/ranked-answers.ts';
import type { AnswerHead } from './answer-head.ts';
import type { EvidenceObject } from './evidence.ts';
import type { Usage } from './usage.ts';

/** How many log-probabilities are told beside an answer's own; null: not even that. */
export type LogprobsTold = number | null;

/** The answers as OpenAI's `chat.completion`. @param evidence for each answer, where the client asked for it */
export const chatCompletionObject = (
  { id, ...head }: AnswerHead,
  answers: readonly Answer[],
  told: LogprobsTold,
  usage: Usage,
  evidence?: readonly EvidenceObject[],
) => ({
  id,
  object: 'chat.completion' as const,
  ...head,
  choices: answers.map((answer, index) => ({
    index,
    message: { role: 'assistant' as const, content: answer.text, refusal: null },
    logprobs: logprobsOf(answer, told),
    finish_reason: answer.finishReason,
    ...(evidence && { evidence: evidence[index] }),
  })),
  usage,
});

/**
 * The answers as a stream of OpenAI's `chat.completion.chunk`: of each, that it begins, its text, and how it ends.
 * @param usage told in a chunk of its own at the end; undefined when the client did not ask for it
 */
export function* chatCompletionChunks(
  { id, ...head }: AnswerHead,
  answers: readonly Answer[],
  told: LogprobsTold,
  usage: Usage | undefined,
) {
  const chunkHead = { id, object: 'chat.completion.chunk' as const, ...head, ...(usage && { usage: null }) };
  for (const [index, answer] of answers.entries()) {
    const begin = { role: 'assistant' as const, content: '', refusal: null };
    yield { ...chunkHead, choices: [{ index, delta: begin, logprobs: null, finish_reason: null }] };
    const said = { delta: { content: answer.text }, logprobs: logprobsOf(answer, told) };
    yield { ...chunkHead, choices: [{ index, ...said, finish_reason: null }] };
    yield { ...chunkHead, choices: [{ index, delta: {}, logprobs: null, finish_reason: answer.finishReason }] };
  }
  if (usage) yield { ...chunkHead, choices: [], usage };
}

function logprobsOf({ chosen, ranked }: Answer, told: LogprobsTold) {
  if (told === null) return null;
  return { content: [{ ...described(chosen), top_logprobs: ranked.slice(0, told).map(described) }], refusal: null };
}

/** Half of a surrogate pair, which JSON can carry and UTF-8 cannot, has no bytes. */
const described = ({ token, logprob }: TokenLogprob) => ({
  token,
  logprob,
  bytes: token.isWellFormed() ? [...Buffer.from(token)] : null,
});
