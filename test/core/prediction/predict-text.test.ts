import { describe, expect, test } from '@jest/globals';
import type { Abstention, Calibration } from '../../../core/contract/calibration.ts';
import { prediction as predictionSchema } from '../../../core/contract/prediction.ts';
import { predictText, type ServedModel } from '../../../core/prediction/predict-text.ts';
import type { TokenAnswer } from '../../../core/prediction/prediction-host.ts';

const served = {
  classifier: 'sports',
  version: 3,
  model: 'ft:sports',
  provider: 'openai' as const,
  format: 'chat' as const,
  promptForm: undefined,
  labels: [
    { label: 'baseball', answer: 'baseball' },
    { label: 'hockey', answer: 'hockey' },
  ],
};
const predict = (answer: TokenAnswer, also: Partial<ServedModel> = {}) =>
  predictText({ answer: async () => answer }, { ...served, ...also }, 'a text');
const token = (name: string, probability: number) => ({ token: name, logprob: Math.log(probability) });

describe('a prediction', () => {
  test.each([
    ['with probabilities', { token: 'Sure', alternatives: [token('Sure', 0.999), token('I', 0.001)] }],
    ['without them', { token: 'Sure', alternatives: null }],
  ])('is an abstention that says why when a model answers with no label, %s', async (_name, answer) => {
    expect(predictionSchema.parse(await predict(answer))).toMatchObject({
      label: null,
      confidence: null,
      abstained: true,
      abstainedBecause: 'outside-labels',
    });
  });

  test('gives no reason where there is a label', async () => {
    const found = await predict({ token: 'hockey', alternatives: [token('hockey', 0.9), token('baseball', 0.1)] });
    expect(found).toMatchObject({ label: 'hockey', confidence: expect.closeTo(0.9), abstained: false });
    expect(found).not.toHaveProperty('abstainedBecause');
    expect(found).not.toHaveProperty('outsideMass');
  });
});

const hockey = (probability: number): TokenAnswer => ({
  token: 'hockey',
  alternatives: [token('hockey', probability), token('baseball', 1 - probability)],
});

const calibration: Calibration = {
  temperature: 2,
  from: 'held-out',
  answers: 50,
  expectedCalibrationError: 0.02,
  calibrationInterval: [0, 0.1],
};

describe('a prediction of a calibrated version', () => {
  test('has the probabilities of its temperature', async () => {
    // Odds of 4 to 1 become their root.
    expect(await predict(hockey(0.8), { calibration })).toMatchObject({
      label: 'hockey',
      confidence: expect.closeTo(2 / 3),
      probabilities: [{ label: 'hockey' }, { label: 'baseball', probability: expect.closeTo(1 / 3) }],
    });
  });
});

const effect = (confidence: number) => ({ confidence, answers: 300, coverage: 0.9, precision: 1, proved: 0.99 });
const abstentionOf = (per: Abstention['per'], ...thresholds: Abstention['thresholds']): Abstention => ({
  precision: 0.99,
  per,
  from: 'held-out',
  thresholds,
  sentences: [],
});
const threshold = (label: string | null, reached: number | null, best: number | null, answers = 300) => ({
  label,
  answers,
  reached: reached === null ? null : effect(reached),
  best: best === null ? null : effect(best),
});

describe('a prediction of a version that abstains', () => {
  test.each([
    ['from the threshold on there is an answer', abstentionOf('overall', threshold(null, 0.8, 0.9)), false],
    ['under it there is a guess', abstentionOf('overall', threshold(null, 0.85, 0.9)), true],
    ['without one the best that is proved stands in', abstentionOf('overall', threshold(null, null, 0.9)), true],
    ['without an answer to go by nothing is withheld', abstentionOf('overall', threshold(null, null, null, 0)), false],
    ['where no answer was right everything is withheld', abstentionOf('overall', threshold(null, null, null)), true],
    [
      'a label that was never right is never given',
      abstentionOf('class', threshold('baseball', 0.5, 0.9), threshold('hockey', null, null)),
      true,
    ],
    [
      'one that was never answered is',
      abstentionOf('class', threshold('baseball', 0.5, 0.9), threshold('hockey', null, null, 0)),
      false,
    ],
    [
      "a label's own counts",
      abstentionOf('class', threshold('baseball', 0.5, 0.9), threshold('hockey', 0.85, 0.9)),
      true,
    ],
    [
      "another label's does not",
      abstentionOf('class', threshold('baseball', 0.9, 0.9), threshold('hockey', 0.7, 0.9)),
      false,
    ],
  ])('%s', async (_name, abstention, abstains) => {
    const found = predictionSchema.parse(await predict(hockey(0.8), { abstention }));
    const expected = abstains
      ? { label: null, guess: 'hockey', abstained: true, abstainedBecause: 'low-confidence' }
      : { label: 'hockey', abstained: false };
    expect(found).toMatchObject({ ...expected, confidence: expect.closeTo(0.8) });
    expect('guess' in found).toBe(abstains);
  });

  test('judges by the calibrated confidence', async () => {
    const abstention = abstentionOf('overall', threshold(null, 0.7, 0.9));
    expect(await predict(hockey(0.8), { abstention, calibration })).toMatchObject({ abstained: true });
  });

  test('answers where the host tells no probabilities', async () => {
    const abstention = abstentionOf('overall', threshold(null, 0.99, 0.99));
    expect(await predict({ token: 'hockey', alternatives: null }, { abstention })).toMatchObject({
      label: 'hockey',
      abstained: false,
    });
  });
});
