import { textOfPrompt } from '../../core/contract/example-format.ts';
import type { ServedModel } from '../model-cache.ts';
import type { AnswerFormat } from '../records/model-record.ts';
import { answerText } from './answer-text.ts';
import type { TokenLogprob } from './ranked-answers.ts';
import { spellingsOf } from './spelling.ts';

/** What an endpoint does when a client asks for one token, for the most probable one, and for nothing else. */
const PLAIN = { temperature: 0, topP: 1, answers: 1, drawn: 1, stop: [], mostTokens: 1, random: () => 0 };

/**
 * Every answer that a model can give to a user's message (`chat`) or a prompt (`completion`), the most probable first:
 * what the endpoint of that name answers to the same, without being written for the wire and read again.
 */
export function answerInProcess(
  served: ServedModel,
  endpoint: AnswerFormat,
  asked: string,
): readonly [TokenLogprob, ...TokenLogprob[]] {
  const text = endpoint === 'completion' ? textOfPrompt(asked) : asked;
  const [answer] = answerText(served, text, { ...PLAIN, tokens: spellingsOf(served, endpoint) });
  if (!answer) throw new Error('a model that was asked for one answer gave none');
  const { chosen, ranked } = answer;
  return [chosen, ...ranked.slice(1)];
}
