import { TEXT_CHARACTERS } from '../learner/features/tokenize.ts';
import { type Model, predict } from '../learner/model/model.ts';
import type { PredictionHost } from './prediction-host.ts';

/** A model in memory as a host: the labels that it learnt stand for the tokens of an answer, each with its probability. */
export function learntHost(model: Model): PredictionHost {
  return {
    async answer({ text }) {
      const probabilities = predict(model, text);
      const alternatives = model.labels.map((token, index) => ({
        token,
        logprob: Math.log(probabilities[index] ?? 0),
      }));
      const [first] = alternatives;
      if (!first) throw new RangeError('a model has labels');
      const { token } = alternatives.reduce((best, other) => (other.logprob > best.logprob ? other : best), first);
      return { token, alternatives, ...(text.length > TEXT_CHARACTERS && { truncated: true }) };
    },
  };
}
