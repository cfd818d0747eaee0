import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type Example, fitModel } from '../../../core/learner/fit.ts';
import { encodeModel } from '../../../core/learner/model/model-file.ts';
import { createRandom } from '../../../core/learner/random.ts';
import type { Work } from '../../../core/learner/work.ts';
import { learnerThreads } from '../../../services/threads/learner-threads.ts';

const WORDS = ['puck', 'goalie', 'inning', 'bat', 'racket', 'volley', 'try', 'scrum', 'hole', 'putt', 'lap', 'pit'];

/** Sentences on six sports, each with two words of its own. */
function examples(): Example[] {
  const random = createRandom(8);
  return Array.from({ length: 120 }, (_, n) => {
    const sport = n % 6;
    const word = WORDS[sport * 2 + Math.floor(random() * 2)];
    return { label: `sport ${sport}`, text: `they spoke of the ${word} again, ${n}` };
  });
}

const threads = learnerThreads(2);
afterAll(() => threads.close());

describe('the learner’s threads', () => {
  test('make the same model as this thread makes by itself', async () => {
    const here = await fitModel(examples());
    const there = await fitModel(examples(), { workers: threads.workers });
    expect(encodeModel(there.model)).toEqual(encodeModel(here.model));
    expect(there).toMatchObject({ cost: here.cost, epochs: here.epochs });
  });

  test('answer in the order of the pieces, however many there are', async () => {
    const texts = Array.from({ length: 30 }, (_, n) => 'word '.repeat(n % 7).trim());
    const counted = await threads.workers<'count'>(
      texts.map((text) => ({ kind: 'count', texts: [text], features: 'words' })),
    );
    expect(counted.map(({ sizes }) => sizes[0])).toEqual(texts.map((_, n) => Math.min(n % 7, 2)));
  });

  test('fail the piece that cannot be done, and do the next one', async () => {
    const broken = { kind: 'count', features: 'all' } as unknown as Extract<Work, { kind: 'count' }>;
    await expect(threads.workers<'count'>([broken])).rejects.toThrow();
    const [counted] = await threads.workers<'count'>([{ kind: 'count', texts: ['a b'], features: 'words' }]);
    expect(counted?.sizes[0]).toBe(3);
  });

  test('do work that comes while a thread without any is being ended', async () => {
    const hasty = learnerThreads(1, 0);
    for (let round = 0; round < 10; round += 1) {
      const [counted] = await hasty.workers<'count'>([{ kind: 'count', texts: ['a b'], features: 'words' }]);
      expect(counted?.sizes[0]).toBe(3);
      // The thread's rest is over in the next millisecond: this is when it is being ended.
      await sleep(1 + (round % 3));
    }
    await hasty.close();
  });

  test('refuse what was waiting when they are closed', async () => {
    const closing = learnerThreads(1);
    const pieces = Array.from({ length: 3 }, () => ({ kind: 'count', texts: ['a'], features: 'all' }) as const);
    const asked = closing.workers<'count'>(pieces);
    await Promise.all([expect(asked).rejects.toThrow(/closed|ended/), closing.close()]);
  });
});
