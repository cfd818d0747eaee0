import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Prediction } from '../../core/contract/prediction.ts';
import { createServedTally } from '../../functions/classify-text/served-tally.ts';
import { servedPrediction } from '../support/served-prediction.ts';

let counted: Prediction[];
let worded: string[];
let told: unknown[];
let store: () => Promise<void>;
beforeEach(() => {
  counted = [];
  worded = [];
  told = [];
  store = async () => undefined;
});
/** What an answer has left to be written is another test's no more. */
afterEach(() => turn());
const served = (countWords = async (_model: string, text: string) => ({ words: text.length, unseen: 0 })) =>
  createServedTally(
    {
      count: (one) => counted.push(one),
      countWords: (_, { words }) => worded.push('x'.repeat(words)),
      writeWhenDue: () => store(),
    },
    countWords,
    { error: (_, error) => told.push(error) },
  );
const answer = (count: number, changes: Partial<Prediction> = {}) =>
  [Array(count).fill('xxx'), Array.from({ length: count }, () => servedPrediction(changes))] as const;

describe('what classify-text has served', () => {
  test('is all counted, and of every tenth text the words, over requests', async () => {
    const tally = served();
    for (let request = 0; request < 5; request += 1) tally.end(...answer(5));
    await turn();
    expect([counted.length, worded]).toEqual([25, ['xxx', 'xxx']]);
  });

  test.each<[string, Partial<Prediction>]>([
    ['another provider answered', { provider: 'openai' }],
    ['a baseline answered in its place', { degraded: true }],
  ])('has no words counted where %s', async (_, changes) => {
    served().end(...answer(30, changes));
    await turn();
    expect([counted.length, worded]).toEqual([30, []]);
  });

  test('is written while the request is answered: nobody waits for a write that hangs', async () => {
    const writing = Promise.withResolvers<void>();
    store = () => writing.promise;
    const tally = served();
    tally.begin();
    tally.end(...answer(1));
    expect(counted).toHaveLength(1);
    writing.resolve();
  });

  test('is written behind the answer, too, and not before it', async () => {
    let begun = 0;
    store = async () => {
      begun += counted.length;
    };
    served().end(...answer(3));
    await Promise.resolve();
    expect(begun).toBe(0);
    await turn();
    expect(begun).toBe(3);
  });

  test('costs no answer when it can neither be written nor counted, and the log tells', async () => {
    store = async () => {
      throw new Error('away');
    };
    const tally = served(async () => {
      throw new Error('gone');
    });
    tally.begin();
    tally.end(...answer(10));
    await turn();
    expect(told).toMatchObject([{ message: 'away' }, { message: 'gone' }, { message: 'away' }]);
  });
});
