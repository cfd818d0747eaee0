import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nameFeatures } from '../../../../core/learner/features/name-features.ts';
import { FeatureCounter } from '../../../../core/learner/features/tokenize.ts';
import { fitModel } from '../../../../core/learner/fit.ts';
import { explain } from '../../../../core/learner/model/explain.ts';
import { predict } from '../../../../core/learner/model/model.ts';

const SENTENCES: [string, string[]][] = [
  ['hockey', ['the goalie stopped the puck', 'a puck on the ice', 'the goalie left the ice']],
  ['baseball', ['the pitcher left the mound', 'a bat and a mound', 'the pitcher broke a bat']],
  ['tennis', ['a racket on the court', 'the serve was out of court', 'a serve with the racket']],
];

async function modelOf(labels: number) {
  const examples = SENTENCES.slice(0, labels).flatMap(([label, texts]) =>
    [0, 1, 2, 3].flatMap((n) => texts.map((text) => ({ label, text: `${text} ${n}` }))),
  );
  return (await fitModel(examples)).model;
}
const models = [await modelOf(2), await modelOf(3)];

describe.each([[2], [3]])('the explanation of one of %s labels', (labels) => {
  const model = models[labels - 2] as Awaited<ReturnType<typeof modelOf>>;

  test('adds up to the log-odds, whatever the text', () => {
    const word = fc.constantFrom('puck', 'mound', 'the', 'court', 'nothing', '빙판', '!!');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), fc.nat(labels - 1), (words, place) => {
        const text = words.join(' ');
        const label = model.labels[place] ?? '';
        const { forIt, againstIt, bias, rest, logOdds, other } = explain(model, text, label, { most: 3 });
        const sum = [...forIt, ...againstIt].reduce((total, { weight }) => total + weight, bias + rest);
        const probabilities = predict(model, text);
        const odds = (probabilities[place] ?? 0) / (probabilities[model.labels.indexOf(other)] ?? 0);
        expect(logOdds).toBeCloseTo(Math.log(odds), 9);
        expect(sum).toBeCloseTo(logOdds, 6);
      }),
    );
  });

  test('names what spoke for and what against', () => {
    const { forIt, againstIt } = explain(model, 'the puck hit the mound', 'hockey', { most: 40 });
    expect(forIt).toContainEqual({ kind: 'word', text: 'puck', weight: expect.any(Number) });
    expect(againstIt).toContainEqual({ kind: 'word', text: 'mound', weight: expect.any(Number) });
    expect(forIt.every(({ weight }) => weight > 0) && againstIt.every(({ weight }) => weight < 0)).toBe(true);
  });

  test('of a label that the model does not have is refused', () => {
    expect(() => explain(model, 'puck', 'curling')).toThrow(/no label "curling"/);
  });
});

test('every feature that is counted has a name, and no other has', () => {
  const counter = new FeatureCounter();
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const { size, keys } = counter.count(text);
      expect(new Set(nameFeatures(text).keys())).toEqual(new Set(keys.subarray(0, size)));
    }),
  );
});
