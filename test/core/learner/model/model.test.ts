import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countTexts } from '../../../../core/learner/features/count-texts.ts';
import { fitModel } from '../../../../core/learner/fit.ts';
import { createModel, type Model, predict } from '../../../../core/learner/model/model.ts';
import { decodeModel, encodeModel } from '../../../../core/learner/model/model-file.ts';
import { pruneWeights } from '../../../../core/learner/model/prune-weights.ts';
import { createRandom } from '../../../../core/learner/random.ts';
import { classScore, logSumExp } from '../../../../core/learner/scores.ts';
import type { MachineGroup } from '../../../../core/learner/training/machines.ts';
import { scoreAll } from '../../../../core/learner/training/score-all.ts';
import { Trainer } from '../../../../core/learner/training/train.ts';
import { rowsIn, Vectorizer } from '../../../../core/learner/vectors/vectorize.ts';
import { workHere } from '../../../../core/learner/work.ts';

const WORDS = {
  hockey: ['puck', 'goalie', 'ice', 'rink'],
  baseball: ['pitcher', 'inning', 'bat', 'mound'],
  tennis: ['racket', 'serve', 'court', 'volley'],
};

/** Sixty sentences on as many sports as asked for. */
function examples(sports: number) {
  const random = createRandom(6);
  const chosen = Object.entries(WORDS).slice(0, sports);
  return Array.from({ length: 60 }, (_, n) => {
    const [label, words] = chosen[n % sports] ?? ['', []];
    const word = () => words[Math.floor(random() * words.length)];
    return { label, text: `they said the ${word()} and the ${word()} were fine, ${n}` };
  });
}

const fitted = async (sports: number, seed = 0) => (await fitModel(examples(sports), { seed })).model;

const best = (model: Model, text: string) => {
  const probabilities = predict(model, text);
  return model.labels[probabilities.indexOf(Math.max(...probabilities))];
};

const models = new Map([
  [2, await fitted(2)],
  [3, await fitted(3)],
]);

describe.each([...models])('a model of %s labels', (sports, model) => {
  test('answers texts it has not seen', () => {
    expect(best(model, 'a PUCK on the rink')).toBe('hockey');
    expect(best(model, 'the pitcher left the mound')).toBe('baseball');
  });

  test('gives probabilities that add up to 1, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const probabilities = predict(model, text);
        expect(probabilities.every((probability) => probability >= 0)).toBe(true);
        expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  test('puts them where it is told to', () => {
    const into = new Float64Array(sports);
    expect(predict(model, 'puck', into)).toBe(into);
    expect(into).toEqual(predict(model, 'puck'));
  });

  test('is the same for the same seed', async () => {
    expect(encodeModel(await fitted(sports, 1))).toEqual(encodeModel(await fitted(sports, 1)));
  });

  test('survives being written and read', () => {
    const read = decodeModel(encodeModel(model));
    expect(read.labels).toEqual(model.labels);
    for (const { text } of examples(sports)) {
      const [before, after] = [predict(model, text), predict(read, text)];
      for (const [index, probability] of before.entries()) expect(after[index]).toBeCloseTo(probability, 3);
    }
    expect(encodeModel(read).length).toBe(encodeModel(model).length);
  });

  test('is refused when any byte of its file has changed', () => {
    const bytes = encodeModel(model);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] ?? 0) ^ change;
        expect(() => decodeModel(damaged)).toThrow(expect.objectContaining({ name: 'DamagedModel' }));
      }),
    );
  });

  test('is refused when the length of its header has changed, which the checksum does not cover', () => {
    for (const at of [16, 17, 18, 19]) {
      const damaged = encodeModel(model).slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x41;
      expect(() => decodeModel(damaged)).toThrow(expect.objectContaining({ name: 'DamagedModel' }));
    }
  });

  test('is refused when a weight is for a label that it does not have', () => {
    const { weights } = model;
    const columns = weights.columns.map((column, at) => (at === 0 ? weights.bias.length : column));
    const damaged = encodeModel({ ...model, weights: { ...weights, columns } });
    expect(() => decodeModel(damaged)).toThrow(/a weight is for a label that is not there/);
  });

  test('is refused when its file is cut short, or is none', () => {
    const bytes = encodeModel(model);
    for (const length of [0, 7, 19, 20, 100, bytes.length - 1]) {
      expect(() => decodeModel(bytes.subarray(0, length))).toThrow(/not a usable model file/);
    }
  });
});

test('a prediction is the softmax of what the trainer’s own weights say', async () => {
  const set = examples(3);
  const vectorizer = new Vectorizer();
  for (const { text } of set) vectorizer.add(text);
  const { vocabulary, rows: learnt } = await vectorizer.finish();
  const labels = Object.keys(WORDS);
  const classes = Int32Array.from(set, ({ label }) => labels.indexOf(label));
  const trainer = await Trainer.create({ rows: learnt, classes, classCount: 3, features: vocabulary.table.size });
  for (let epoch = 0; epoch < 3; epoch += 1) await trainer.epoch(1);
  const model = createModel(labels, vocabulary, trainer.weights, 0.4);
  const text = 'a volley on the ice';
  const rows = await rowsIn(vocabulary, [countTexts([text], 'all')]);
  const scores = await scoreAll(trainer.weights, rows, workHere);
  const total = logSumExp(scores, 3, 0.4);
  // A model holds its weights rounded to 16 bits, as its file does.
  const expected = [0, 1, 2].map((index) => Math.exp(classScore(scores, 3, index) / 0.4 - total));
  for (const [index, probability] of predict(model, text).entries())
    expect(probability).toBeCloseTo(expected[index] ?? 0, 4);
});

test('of too many weights the heaviest stay, by feature in the order asked for', () => {
  const group: MachineGroup = {
    first: 0,
    count: 3,
    width: 4,
    weights: Float32Array.of(0.1, -5, 0, 0, 3, 0.2, -0.3, 0),
    duals: new Float32Array(0),
    bias: Float64Array.of(1, 2, 3, 0),
  };
  const weights = { classCount: 3, columns: 3, features: 2, groups: [group] };
  const kept = pruneWeights(weights, Int32Array.of(1, 0), 2);
  expect([...kept.values].map((value) => value * kept.unit)).toEqual([expect.closeTo(3, 3), -5]);
  expect([...kept.columns]).toEqual([0, 1]);
  expect([...kept.starts]).toEqual([0, 1, 2]);
  expect([...kept.bias]).toEqual([1, 2, 3]);
});

test('one label is not enough to learn from', async () => {
  await expect(fitModel([{ text: 'a', label: 'x' }])).rejects.toThrow(/two labels or more, these have 1/);
});
