import { describe, expect, test } from '@jest/globals';
import { requireSendable } from '../../functions/classify-text/answer-size.ts';
import { MAX_RESPONSE_BYTES } from '../../local/lambda/invocation-result.ts';

const respond = (answer: object) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json', 'x-request-id': 'r'.repeat(128) },
  body: JSON.stringify(answer),
});
const bytesOf = (response: object) => Buffer.byteLength(JSON.stringify(response));

/** As many predictions with 300 labels of 179 characters as a test asks for. */
const predictions = (texts: number, character: string) => ({
  predictions: Array.from({ length: texts }, () => ({
    label: 'a',
    probabilities: Array.from({ length: 300 }, (_, place) => ({
      label: String(place).padEnd(179, character),
      probability: 1 / 300,
    })),
  })),
});

describe('an answer to many texts', () => {
  test.each([
    ['plain letters', 'n', 80, 95],
    ['letters of two bytes', 'é', 45, 60],
    ['letters of three bytes', '한', 30, 42],
    ['quotation marks, which are quoted twice', '"', 24, 31],
    ['control characters, which are quoted twice', '\u0001', 13, 19],
    ['emoji', '😀', 45, 60],
    ['halves of surrogate pairs', '\ud83d', 13, 19],
  ])('with labels of %s is sent exactly when Lambda sends it', (_, character, few, many) => {
    const sendable = respond(predictions(few, character));
    expect(bytesOf(sendable)).toBeLessThan(MAX_RESPONSE_BYTES);
    expect(requireSendable(sendable)).toBe(sendable);
    const tooLarge = respond(predictions(many, character));
    expect(bytesOf(tooLarge)).toBeGreaterThan(MAX_RESPONSE_BYTES);
    expect(() => requireSendable(tooLarge)).toThrow(
      expect.objectContaining({
        name: 'TooLarge',
        message: expect.stringContaining(`${bytesOf(tooLarge)} bytes`),
        remedy: expect.stringMatching(/\?topK=.*fewer texts/),
      }),
    );
  });
});
