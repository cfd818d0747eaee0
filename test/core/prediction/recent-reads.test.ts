import { beforeEach, describe, expect, test } from '@jest/globals';
import { keepRecent } from '../../../core/prediction/recent-reads.ts';

let now: number;
let read: string[];
let isBroken: boolean;
beforeEach(() => {
  now = 0;
  read = [];
  isBroken = false;
});

const keep = (most = 2) =>
  keepRecent(
    () => new Date(now),
    { milliseconds: 1_000, most },
    async (name) => {
      read.push(name);
      if (isBroken) throw new Error(`${name} is away`);
      return `${name} at ${now}`;
    },
  );

describe('a recent reading', () => {
  test('is used until its time is over', async () => {
    const get = keep();
    await get('a');
    now = 999;
    expect(await get('a')).toBe('a at 0');
    now = 1_000;
    expect(await get('a')).toBe('a at 1000');
  });

  test('is waited for by all who ask while it is under way', async () => {
    const get = keep();
    expect(await Promise.all([get('a'), get('a'), get('a')])).toEqual(Array(3).fill('a at 0'));
    expect(read).toEqual(['a']);
  });

  test('that failed is told to all who wait, and is not kept', async () => {
    const get = keep();
    isBroken = true;
    const both = await Promise.allSettled([get('a'), get('a')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isBroken = false;
    expect(await get('a')).toBe('a at 0');
    expect(read).toEqual(['a', 'a']);
  });

  test('makes room for others when it is the oldest of too many', async () => {
    const get = keep(2);
    for (const name of ['a', 'b', 'c', 'c', 'b', 'a']) await get(name);
    expect(read).toEqual(['a', 'b', 'c', 'a']);
  });
});
