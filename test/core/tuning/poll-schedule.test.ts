import { describe, expect, test } from '@jest/globals';
import { nextWaitSeconds } from '../../../core/tuning/poll-schedule.ts';

const DAY = 86_400;

/** The ages at which a job is looked at, from its creation until it is a given age. */
function looksUntil(age: number): number[] {
  const looks = [0];
  while ((looks.at(-1) ?? 0) < age) {
    const last = looks.at(-1) ?? 0;
    looks.push(last + nextWaitSeconds({ provider: 'openai', ageSeconds: last, lookSeconds: 0 }));
  }
  return looks.slice(1);
}

describe('the time between two looks at a job', () => {
  test('never exceeds the larger of a minute and a tenth of the age', () => {
    for (let age = 0; age < 3 * DAY; age += 7) {
      expect(nextWaitSeconds({ provider: 'openai', ageSeconds: age, lookSeconds: 0 })).toBeLessThanOrEqual(
        Math.max(60, age / 10),
      );
    }
  });

  test('makes at most 80 looks at a job of a day', () => {
    expect(looksUntil(DAY).length).toBeLessThanOrEqual(80);
  });

  test('keeps the longest run within the history of an execution', () => {
    // A look is a task and a wait and a choice: 9 events, and 25,000 are allowed. A run lasts 14 days at most.
    expect(looksUntil(14 * DAY).length * 9).toBeLessThan(25_000);
  });

  test('is nothing for the embedded engine that has just trained, and a second when it could not', () => {
    expect(nextWaitSeconds({ provider: 'embedded', ageSeconds: 10, lookSeconds: 1.5 })).toBe(0);
    expect(nextWaitSeconds({ provider: 'embedded', ageSeconds: 10, lookSeconds: 0.1 })).toBe(1);
  });
});
