import { describe, expect, test } from '@jest/globals';
import { classifyLines } from '../../../bin/classify/classify-lines.ts';
import { textLines } from '../../../bin/classify/text-lines.ts';
import { CommandError } from '../../../bin/command-error.ts';
import { classifyRequest, MOST_REQUEST_BYTES } from '../../../core/contract/classify-request.ts';
import { servedPrediction } from '../../support/served-prediction.ts';

/** What stdin gives: bytes, cut anywhere. */
async function* stream(bytes: Buffer, pieceBytes = bytes.length): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
}

const predictionOf = (label: string) => servedPrediction({ label, confidence: 1 });

/** Answers each text with itself as label, and refuses what the API refuses; keeps each request's number of texts. */
function createApi({ mostAnswers = 100 } = {}) {
  const requests: number[] = [];
  const ask = async (texts: readonly string[]) => {
    requests.push(texts.length);
    const bytes = Buffer.byteLength(JSON.stringify(classifyRequest.parse({ texts })));
    if (bytes > MOST_REQUEST_BYTES || texts.length > mostAnswers)
      throw new CommandError('too large', 'Less.', { name: 'TooLarge' });
    if (texts.includes('down')) throw new CommandError('nothing answers', 'Later.', { passing: true });
    return texts.map(predictionOf);
  };
  return { ask, requests };
}

/** What was answered until the end or a failure. */
async function classifyAll(bytes: Buffer, api = createApi(), pieceBytes?: number) {
  const answered: { number: number; text: string; label: string | null | undefined }[] = [];
  try {
    for await (const { lines, predictions } of classifyLines(textLines(stream(bytes, pieceBytes)), api.ask))
      answered.push(...lines.map((line, place) => ({ ...line, label: predictions[place]?.label })));
    return { answered, requests: api.requests, failure: undefined };
  } catch (failure) {
    return { answered, requests: api.requests, failure };
  }
}

const textOf = (lines: readonly string[]) => Buffer.from(lines.join('\n'));

describe('lines', () => {
  test.each([1, 2, 3, 7, 1000])('are answered in their order, read in pieces of %i bytes', async (pieceBytes) => {
    const bytes = Buffer.from('\ufeffein Tor\r\n\n  \nähm 😀\n\ufeffkept\nlast');
    const { answered } = await classifyAll(bytes, createApi(), pieceBytes);
    expect(answered).toEqual([
      { number: 1, text: 'ein Tor', label: 'ein Tor' },
      { number: 4, text: 'ähm 😀', label: 'ähm 😀' },
      { number: 5, text: '\ufeffkept', label: '\ufeffkept' },
      { number: 6, text: 'last', label: 'last' },
    ]);
  });

  test.each([
    ['short', Array(250).fill('a'), [100, 100, 50]],
    ['of 14 KB', Array(100).fill('a'.repeat(14_000)), [71, 29]],
    ['whose characters JSON escapes', Array(100).fill('"'.repeat(14_000)), [35, 35, 30]],
  ])('that are %s go into requests that the API takes', async (_, lines, requests) => {
    const found = await classifyAll(textOf(lines));
    expect(found).toMatchObject({ requests, failure: undefined });
    expect(found.answered).toHaveLength(lines.length);
  });

  test('whose answers are too large for one request are asked in halves', async () => {
    const lines = Array.from({ length: 100 }, (_, place) => `text ${place}`);
    const found = await classifyAll(textOf(lines), createApi({ mostAnswers: 30 }));
    expect(found.requests).toEqual([100, 50, 25, 25, 50, 25, 25]);
    expect(found.answered.map(({ label }) => label)).toEqual(lines);
  });
});

describe('a failure', () => {
  const good = Array.from({ length: 150 }, () => 'a');

  test.each<[string, Buffer, number, RegExp]>([
    [
      'of a line that is not UTF-8',
      Buffer.concat([textOf([...good, 'caf']), Buffer.of(0xe9, 10)]),
      150,
      /^line 151 is not UTF-8/,
    ],
    ['of a line over a megabyte', textOf([...good, 'a'.repeat(1_100_000), 'a']), 150, /^line 151 is longer/],
    ['of a line that is over it as JSON', textOf([...good, '"'.repeat(600_000), 'a']), 150, /^line 151 is longer/],
    ['of the API', textOf([...good, 'down']), 100, /^lines 101 to 151: nothing answers/],
    ['of the API at one line', textOf([...Array(100).fill('a'), 'down']), 100, /^line 101: nothing answers/],
  ])('%s comes after the answers before it, and says how many they are', async (_, bytes, answers, message) => {
    const { answered, failure } = await classifyAll(bytes);
    expect(answered).toHaveLength(answers);
    expect(failure).toBeInstanceOf(CommandError);
    expect(String(Object(failure).message)).toMatch(message);
    expect(String(Object(failure).message)).toMatch(new RegExp(`\\(lines answered: ${answers}\\)$`));
  });

  test('of one line whose answer is too large names it', async () => {
    const { failure } = await classifyAll(textOf(['a', 'b']), createApi({ mostAnswers: 0 }));
    expect(failure).toMatchObject({ name: 'TooLarge', message: 'line 1: too large (lines answered: 0)' });
  });
});
