import { describe, expect, test } from '@jest/globals';
import type { ClassifyRequest } from '../../core/contract/classify-request.ts';
import type { Prediction } from '../../core/contract/prediction.ts';
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
  headers: { 'content-length': String(body.length) },
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

describe('a body that the gateway handed on as text', () => {
  const LATIN_1 = Buffer.from('{"text":"caf\xe9"}', 'latin1');
  const handedOn = (bytes: Buffer) => ({ ...eventOf(bytes), body: bytes.toString('utf8'), isBase64Encoded: false });

  test('is refused where it was not UTF-8, though its bytes were replaced', async () => {
    const { server, asked } = createServer();
    const refused = classify(server, handedOn(LATIN_1), DEADLINE);
    await expect(refused).rejects.toMatchObject({ name: 'InvalidInput', message: expect.stringMatching(/not UTF-8/) });
    expect(asked).toEqual([]);
  });

  test('may hold the character that stands for damage, where the sender wrote it', async () => {
    const { server, asked } = createServer();
    await classify(server, handedOn(Buffer.from('{"text":"\ufffd"}')), DEADLINE);
    await classify(server, { ...handedOn(Buffer.from('{"text":"\ufffd"}')), headers: {} }, DEADLINE);
    expect(asked.map(({ request }) => request)).toEqual(Array(2).fill({ text: '\ufffd' }));
  });
});

describe('a query', () => {
  const ask = async (query: Record<string, string>) => {
    const { server, asked } = createServer();
    await classify(server, eventOf(Buffer.from('{"text":"a"}'), query), DEADLINE);
    return asked[0]?.wishes;
  };

  test('says which version and how many probabilities', async () => {
    expect(await ask({ version: '12', topK: '3' })).toEqual({ version: 12, topK: 3, deadline: DEADLINE });
  });

  test.each(['0x1', '1e0', ' 1', '1 ', '+1', '1.0', '١', '', '0', '1,1', '9'.repeat(400)])(
    'that names %j as version is refused',
    async (version) => {
      await expect(ask({ version })).rejects.toMatchObject({
        name: 'InvalidInput',
        message: expect.stringContaining('version: '),
      });
    },
  );

  test('with a parameter that there is not is refused, and told those that there are', async () => {
    await expect(ask({ topk: '5' })).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringMatching(/"topk"$/),
      remedy: 'It knows version, topK.',
    });
  });
});
