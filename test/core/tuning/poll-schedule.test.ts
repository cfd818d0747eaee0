import { describe, expect, test } from '@jest/globals';
import { RESERVE_MS } from '../../../core/evaluation/scoring/resume-scoring.ts';
import {
  EVENTS_A_POLL,
  HISTORY_EVENTS,
  hasTrained,
  type LookedAtJob,
  nextWaitSeconds,
  resultsWaitSeconds,
  startWaitSeconds,
  staySeconds,
} from '../../../core/tuning/poll-schedule.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;

const wait = (job: Partial<LookedAtJob>) =>
  nextWaitSeconds({ provider: 'openai', ageSeconds: 0, lookSeconds: 0, polls: 1, ...job });

/** The ages at which a job has been polled, from its creation until it is a given age. */
function pollsUntil(age: number, job: Partial<LookedAtJob> = {}): number[] {
  const polls: number[] = [];
  for (let now = 0; now < age; polls.push(now)) {
    const stay = hasTrained({ provider: 'openai', lookSeconds: 0, ...job })
      ? staySeconds({ provider: 'openai', ...job, ageSeconds: now })
      : 0;
    now += wait({ ...job, ageSeconds: now, polls: polls.length }) + Math.max(stay, job.lookSeconds ?? 0);
  }
  return polls;
}

describe('the time between two looks at a job', () => {
  test.each([1, 500, 1_500, 2_666, 9_999])(
    'never exceeds the larger of a minute and a tenth of the age, after %d polls',
    (polls) => {
      for (let age = 0; age < 3 * DAY; age += 97) {
        expect(wait({ ageSeconds: age, polls })).toBeLessThanOrEqual(Math.max(60, age / 10));
        expect(wait({ provider: 'embedded', ageSeconds: age, polls })).toBeLessThanOrEqual(Math.max(60, age / 10));
      }
    },
  );

  test('makes at most 80 polls of a job of a day, and 74 as worked out', () => {
    expect(pollsUntil(DAY).length).toBeLessThanOrEqual(74);
  });

  test.each([
    ['openai', 14 * DAY, 1],
    ['embedded', HOUR, 1.5],
    ['embedded', DAY, 1.5],
    ['embedded', 14 * DAY, 1.5],
    ['embedded', 14 * DAY, 0.01],
  ] as const)(
    'keeps a run within the history of an execution: %s, %d s, looks of %d s',
    (provider, age, lookSeconds) => {
      // A wait is entered and left (2 events), so is a choice (2); a task is entered, scheduled, started, succeeds and is
      // left (5). Retries add three each: half of the polls may need one, and everything else may take 1,000.
      expect(EVENTS_A_POLL).toBe(2 + 2 + 5);
      expect(HISTORY_EVENTS).toBe(25_000);
      const polls = pollsUntil(age, { provider, lookSeconds }).length;
      expect(polls * EVENTS_A_POLL + (polls / 2) * 3 + 1_000).toBeLessThan(HISTORY_EVENTS);
    },
  );

  test('leaves room for scoring until the end of a run, whenever its job ends', () => {
    // Scoring that needs more time than the function has comes back: a task (5) and a choice (2) each time.
    const eventsAScoring = 5 + 2;
    const times = [0, HOUR, DAY, 7 * DAY, 13 * DAY].map((age) => {
      const scorings = (14 * DAY - age) / (600 - RESERVE_MS / 1000);
      // Half of all tasks may need a retry.
      return pollsUntil(age).length * (EVENTS_A_POLL + 1.5) + scorings * (eventsAScoring + 1.5);
    });
    expect(Math.max(...times) + 1_000).toBeLessThan(HISTORY_EVENTS);
  });

  test('is nothing for the embedded engine that has just trained, and a second when it could not', () => {
    expect(wait({ provider: 'embedded', ageSeconds: 10, lookSeconds: 1.5 })).toBe(0);
    expect(wait({ provider: 'embedded', ageSeconds: 10, lookSeconds: 0.1 })).toBe(1);
  });

  test('is hardly ever spent waiting for an engine that trains for hours', () => {
    const job = { provider: 'embedded', lookSeconds: 1.5 } as const;
    expect(pollsUntil(HOUR, job).length).toBeLessThan(250);
    const waits = pollsUntil(6 * HOUR, job).map((ageSeconds, polls) => wait({ ...job, ageSeconds, polls }));
    expect(waits.reduce((sum, seconds) => sum + seconds, 0)).toBeLessThan(0.1 * 6 * HOUR);
  });

  test.each([
    ['ends at the expected end', 600, 600],
    ['is never cut below a minute', 3, 60],
    ['is not made longer by an end far away', 50_000, 3_600],
    ['takes no notice of an end that is overdue', -20, 3_600],
    ['takes no notice of an end that nobody names', null, 3_600],
  ])('%s', (_what, remainingSeconds, expected) => {
    expect(wait({ ageSeconds: 10 * HOUR, remainingSeconds })).toBe(expected);
  });

  test('lasts as long as a busy provider asks for, but not for days', () => {
    expect(wait({ ageSeconds: 30, retryAfterSeconds: 1_200, silent: true })).toBe(1_200);
    expect(wait({ ageSeconds: 30, retryAfterSeconds: 10 * DAY, silent: true })).toBe(6 * HOUR);
  });

  test('does not besiege an engine that is silent', () => {
    expect(wait({ provider: 'embedded', ageSeconds: HOUR, silent: true })).toBe(360);
  });
});

test('a table that is late is asked for 31 times in a day', () => {
  const asked: number[] = [];
  for (let waited = 0; waited < DAY; asked.push(waited)) waited += resultsWaitSeconds(waited);
  expect(asked.slice(0, 4)).toEqual([60, 120, 240, 480]);
  expect(asked.length).toBeLessThanOrEqual(31);
});

describe('the pause before a job is started', () => {
  test.each([
    ['is what a busy provider asks for', 0, 1_200, 1_200],
    ['is whole seconds', 0, 0.5, 1],
    ['is a tenth of the time that it has been silent for where it asks for less', HOUR, 1, 360],
    ['is not of days', DAY, 10 * DAY, 6 * HOUR],
  ])('%s', (_what, silent, asked, expected) => {
    expect(startWaitSeconds(silent, asked)).toBe(expected);
  });

  test('comes so seldom that the history of an execution has room for two weeks of it', () => {
    let pauses = 0;
    for (let silent = 0; silent < 14 * DAY; pauses += 1) silent += startWaitSeconds(silent, 1);
    expect(pauses * EVENTS_A_POLL).toBeLessThan(1_500);
  });
});
