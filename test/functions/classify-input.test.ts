import { describe, expect, test } from '@jest/globals';
import type { ClassifyRequest, Prediction } from '../../core/contract/prediction.ts';
import type { PredictionServer } from '../../core/prediction/serve-predictions.ts';
import { classify } from '../../functions/classify-text/classify.ts';

/** Answers every text with one label, and keeps what it was asked. */
function createServer() {
  const asked: { request: ClassifyRequest; wishes: unknown }[] = [];
  const prediction: Prediction = {
    label: 'hockey',
    confidence: 1,
    abstained: false,
    probabilities: null,
    classifier: 'sports',
    version: 1,
    model: 'model',
    provider: 'embedded',
  };
  const server: PredictionServer = {
    async predict(_classifier, request, wishes) {
      asked.push({ request, wishes });
      return ('text' in request ? [request.text] : request.texts).map(() => prediction);
    },
  };
  return { server, asked };
}

const DEADLINE = new Date('2026-11-26T12:00:00Z');
const eventOf = (body: Buffer, queryStringParameters = {}) => ({
  body: body.toString('base64'),
  isBase64Encoded: true,
  pathParameters: { classifier: 'sports' },
  queryStringParameters,
});

describe('a body in base64', () => {
  test('is read as UTF-8, behind a byte order mark as well', async () => {
    const { server, asked } = createServer();
    await classify(server, eventOf(Buffer.from('\ufeff{"text":"é 😀"}')), DEADLINE);
    expect(asked.map(({ request }) => request)).toEqual([{ text: 'é 😀' }]);
  });

  test('that is not UTF-8 is refused, and no text is asked about', async () => {
    const { server, asked } = createServer();
    const refused = classify(server, eventOf(Buffer.from('{"text":"caf\xe9"}', 'latin1')), DEADLINE);
    await expect(refused).rejects.toMatchObject({ name: 'InvalidInput', message: expect.stringMatching(/not UTF-8/) });
    expect(asked).toEqual([]);
  });
});
