import { beforeEach, describe, expect, test } from '@jest/globals';
import { keepRecent } from '../../../core/prediction/recent-reads.ts';

const KEPT_MS = 1_000;

let now = 0;
/** Readings that were begun, in their order, each to be ended by the test. */
let readings: PromiseWithResolvers<string>[] = [];
let ask: (name: string) => Promise<string>;
beforeEach(() => {
  now = 0;
  readings = [];
  const read = () => {
    const reading = Promise.withResolvers<string>();
    readings.push(reading);
    return reading.promise;
  };
  ask = keepRecent(() => new Date(now), { milliseconds: KEPT_MS, most: 2 }, read);
});

/** Reads the name once, at 0, as "old". */
async function afterFirst(): Promise<void> {
  const first = ask('name');
  readings[0]?.resolve('old');
  expect(await first).toBe('old');
}

describe('a reading that is kept', () => {
  test('is one for all who ask while it is under way', async () => {
    const asked = [ask('name')];
    now = KEPT_MS - 1;
    asked.push(ask('name'));
    readings[0]?.resolve('old');
    expect([await Promise.all(asked), readings.length]).toEqual([['old', 'old'], 1]);
  });

  test('that hangs keeps only those waiting who asked while it might have been kept', async () => {
    const hung = ask('name');
    now = KEPT_MS;
    const asked = ask('name');
    readings[1]?.resolve('new');
    expect([await asked, await ask('name')]).toEqual(['new', 'new']);
    readings[0]?.reject(new Error('hung up'));
    await expect(hung).rejects.toThrow('hung up');
    expect([await ask('name'), readings.length]).toEqual(['new', 2]);
  });

  test.each([
    ['in the first half of its time is not read again', 499, 1],
    ['in the second half is read anew by the first who asks', 500, 2],
    ['is told until its time is over', 999, 2],
  ])('%s, and nobody waits', async (_name, age, begun) => {
    await afterFirst();
    now = age;
    expect([await ask('name'), await ask('name'), readings.length]).toEqual(['old', 'old', begun]);
  });

  test('is renewed when whoever asked is on their way', async () => {
    const onTheirWay: (() => void)[] = [];
    const read = () => {
      const reading = Promise.withResolvers<string>();
      readings.push(reading);
      return reading.promise;
    };
    const keeping = { milliseconds: KEPT_MS, most: 2 };
    ask = keepRecent(
      () => new Date(now),
      keeping,
      read,
      (work) => void onTheirWay.push(work),
    );
    await afterFirst();
    now = 500;
    expect([await ask('name'), await ask('name'), readings.length, onTheirWay.length]).toEqual(['old', 'old', 1, 1]);
    onTheirWay[0]?.();
    readings[1]?.resolve('new');
    await readings[1]?.promise;
    expect([await ask('name'), readings.length]).toEqual(['new', 2]);
  });

  test('whose time is over is waited for, whether or not it is being renewed', async () => {
    await afterFirst();
    now = 500;
    await ask('name');
    now = 1_000;
    const later = ask('name');
    readings[1]?.resolve('begun too long ago');
    readings[2]?.resolve('new');
    expect([await later, await ask('name'), readings.length]).toEqual(['new', 'new', 3]);
  });

  test('is replaced by its renewal, whose time counts from when it began', async () => {
    await afterFirst();
    now = 600;
    await ask('name');
    readings[1]?.resolve('new');
    await readings[1]?.promise;
    now = 1_599;
    expect([await ask('name'), readings.length]).toEqual(['new', 3]);
    now = 1_600;
    void ask('name');
    expect(readings).toHaveLength(4);
  });

  test('outlives a renewal that fails, and is then read again', async () => {
    await afterFirst();
    now = 500;
    await ask('name');
    readings[1]?.reject(new Error('busy'));
    await readings[1]?.promise.catch(() => undefined);
    expect(await ask('name')).toBe('old');
    now = 1_000;
    const later = ask('name');
    readings[2]?.reject(new Error('still busy'));
    await expect(later).rejects.toThrow('still busy');
    void ask('name');
    expect(readings).toHaveLength(4);
  });

  test('makes room for others when it is the oldest of too many', async () => {
    for (const name of ['a', 'b', 'c', 'c', 'b', 'a']) {
      const asked = ask(name);
      readings.at(-1)?.resolve(name);
      await asked;
    }
    // The second "c" and "b" were kept; "a" had made room for "c".
    expect(readings).toHaveLength(4);
  });
});
