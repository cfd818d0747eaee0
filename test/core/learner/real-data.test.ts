import { describe, expect, test } from '@jest/globals';
import { fitModel } from '../../../core/learner/fit.ts';
import { predict } from '../../../core/learner/model/model.ts';
import { hasDataSet, readLabelledTexts } from '../../support/real-data.ts';

/** Set, least accuracy, largest mean cross-entropy in nats of the probabilities. */
const SETS: [string, number, number][] = [
  ['newsgroups-sport', 0.975, 0.08],
  ['sms-spam', 0.985, 0.04],
  ['trec-coarse', 0.88, 0.35],
  ['ko-nsmc', 0.83, 0.42],
];

/** Of another time and kind than the e-mails learnt from: words of both sports, and names of teams that came later. */
const TWEETS = [
  [
    'rec.sport.baseball',
    'The Tampa Bay Rays are finalizing a deal to acquire slugger Nelson Cruz from the Minnesota Twins',
  ],
  ['rec.sport.hockey', 'Thank you to the Canes and all you amazing Caniacs ... one of the best fans in the NHL'],
] as const;

describe('on real text', () => {
  for (const [set, leastAccuracy, mostLoss] of SETS) {
    (hasDataSet(`${set}.train`) ? test : test.skip)(
      `${set} is classified right in ${leastAccuracy * 100}% and honestly`,
      async () => {
        const { model } = await fitModel(readLabelledTexts(`${set}.train`));
        const examples = readLabelledTexts(`${set}.test`);
        let right = 0;
        let loss = 0;
        for (const { text, label } of examples) {
          const probabilities = predict(model, text);
          if (model.labels[probabilities.indexOf(Math.max(...probabilities))] === label) right += 1;
          loss -= Math.log(probabilities[model.labels.indexOf(label)] ?? 0);
        }
        expect(right / examples.length).toBeGreaterThanOrEqual(leastAccuracy);
        expect(loss / examples.length).toBeLessThan(mostLoss);
      },
    );
  }

  (hasDataSet('newsgroups-sport.train') ? test : test.skip).each([0, 1, 2, 3, 4])(
    'newsgroups-sport with seed %s carries over to tweets',
    async (seed) => {
      const { model } = await fitModel(readLabelledTexts('newsgroups-sport.train'), { seed });
      for (const [label, text] of TWEETS)
        expect(predict(model, text)[model.labels.indexOf(label)]).toBeGreaterThan(0.7);
    },
  );
});
