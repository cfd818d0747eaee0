import { predict } from '../../core/learner/model/model.ts';
import type { ServedModel } from '../model-cache.ts';
import { createDraw, type DrawRule } from './draw-answer.ts';
import { type EndRule, finishAnswer } from './finish-answer.ts';
import { rankAnswers, type TokenLogprob } from './ranked-answers.ts';

/** What a request says about how it wants its answers. */
export interface AnswerRule extends DrawRule, EndRule {
  /** The model's labels as the endpoint writes them. */
  readonly tokens: readonly string[];
  /** Added to the answers' log-probabilities, in the order of `tokens`. */
  readonly biases?: ArrayLike<number>;
  /** Answers wanted. */
  readonly answers: number;
  /** Answers drawn, of which the most probable are given: at least as many as are wanted. */
  readonly drawn: number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** One answer to one text. */
export interface Answer {
  /** What the client gets to read: the token, or what of it comes before a stop sequence. */
  readonly text: string;
  readonly finishReason: 'stop' | 'length';
  /** The answer as the model gave it, whole. */
  readonly chosen: TokenLogprob;
  /** Every answer the model can give, the most probable first. */
  readonly ranked: readonly TokenLogprob[];
}

/**
 * Classifies one text, as often as the rule says. Log-probabilities are those of temperature 1, biases included, whatever
 * the answers were drawn with.
 */
export function answerText({ model }: ServedModel, text: string, rule: AnswerRule): Answer[] {
  const ranked = rankAnswers(rule.tokens, predict(model, text), rule.biases);
  const draw = createDraw(ranked, rule);
  const chosen = Array.from({ length: rule.drawn }, () => draw(rule.random()));
  if (rule.drawn > rule.answers) chosen.sort((a, b) => b.logprob - a.logprob);
  return chosen
    .slice(0, rule.answers)
    .map((answer) => ({ ...finishAnswer(answer.token, rule), chosen: answer, ranked }));
}
