import { describe, expect, test } from '@jest/globals';
import { prediction as predictionSchema } from '../../../core/contract/prediction.ts';
import { predictText } from '../../../core/prediction/predict-text.ts';
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
const predict = (answer: TokenAnswer) => predictText({ answer: async () => answer }, served, 'a text');
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
