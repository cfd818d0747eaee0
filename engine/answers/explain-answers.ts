import { explain } from '../../core/learner/model/explain.ts';
import type { ServedModel } from '../model-cache.ts';
import { type EvidenceObject, evidenceObject } from '../wire/evidence.ts';
import type { Answer, AnswerRule } from './answer-text.ts';

/** Why each answer to a text was given, by at most so many features on each side. Biases of the request have no part in it. */
export function explainAnswers(
  { model }: ServedModel,
  text: string,
  answers: readonly Answer[],
  { tokens, most }: Pick<AnswerRule, 'tokens'> & { most: number },
): EvidenceObject[] {
  return answers.map(({ chosen }) => {
    const label = model.labels[tokens.indexOf(chosen.token)] ?? chosen.token;
    return evidenceObject(explain(model, text, label, { most }));
  });
}
