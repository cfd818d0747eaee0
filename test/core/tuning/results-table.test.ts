import { describe, expect, test } from '@jest/globals';
import { decodeResults, parseResults } from '../../../core/tuning/results-table.ts';

const CSV = 'step,train_loss,train_accuracy,valid_loss\n1,0.5,0.75,\n2,0.25,1,0.4\n';

describe('a result file', () => {
  test('is read by its header, blank cells left out', () => {
    expect(parseResults(CSV)).toEqual([
      { step: 1, train_loss: 0.5, train_accuracy: 0.75 },
      { step: 2, train_loss: 0.25, train_accuracy: 1, valid_loss: 0.4 },
    ]);
  });

  test.each([
    ['zero bytes', ''],
    ['a header alone', 'step,train_loss\n'],
    ['an apology', 'Bad file descriptor'],
  ])('of %s has no rows', (_name, body) => {
    expect(parseResults(body)).toEqual([]);
  });

  test('may come as base64, or plain', () => {
    expect(decodeResults(Buffer.from(CSV).toString('base64'))).toBe(CSV);
    expect(decodeResults(CSV)).toBe(CSV);
    expect(decodeResults('')).toBe('');
  });
});
