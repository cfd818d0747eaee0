import { describe, expect, test } from '@jest/globals';
import { followRun, lookPause } from '../../../bin/client/follow-run.ts';
import { CommandError } from '../../../bin/command-error.ts';
import type { Run } from '../../../core/contract/run.ts';

const away = () => new CommandError('nothing answers', '', { passing: true });
const running = { status: 'running' } as Run;
const succeeded = { status: 'succeeded' } as Run;

/** Time that passes only while it is waited for. */
function stillClock() {
  let ms = 0;
  return {
    now: () => ms,
    wait: async (pause: number) => {
      ms += pause;
    },
  };
}

/** An API whose answers depend on the time. */
const answering = (clock: { now(): number }, answer: (ms: number) => Run | Error) => ({
  looks: 0,
  async run() {
    this.looks += 1;
    const found = answer(clock.now());
    if (found instanceof Error) throw found;
    return found;
  },
});

describe('following a run', () => {
  test('looks 9,000 times in 24 hours, and never pauses more than ten seconds', async () => {
    const clock = stillClock();
    const api = answering(clock, (ms) => (ms < 86_400_000 ? running : succeeded));
    await followRun(api, 'r', { tell: () => undefined }, clock);
    expect(api.looks).toBeGreaterThan(8_900);
    expect(api.looks).toBeLessThan(9_100);
    expect(Math.max(...[0, 59_999, 60_000, 600_000, 86_400_000].map(lookPause))).toBe(10_000);
  });

  test('survives an API that is away for four minutes, and tells since when', async () => {
    const clock = stillClock();
    const api = answering(clock, (ms) => (ms < 1_000 ? running : ms < 240_000 ? away() : succeeded));
    const missed = new Set<number>();
    const end = await followRun(api, 'r', { tell: () => undefined, miss: (since) => missed.add(since) }, clock);
    expect(end).toBe(succeeded);
    expect([...missed]).toEqual([800]);
  });

  test('gives up after five minutes without an answer', async () => {
    const clock = stillClock();
    const api = answering(clock, (ms) => (ms < 100_000 ? running : away()));
    await expect(followRun(api, 'r', { tell: () => undefined }, clock)).rejects.toThrow('nothing answers');
    expect(clock.now()).toBeGreaterThanOrEqual(400_000 - 2_000);
    expect(clock.now()).toBeLessThan(410_000);
  });

  test('ends at once when the API refuses', async () => {
    const clock = stillClock();
    const api = answering(clock, () => new CommandError('there is no run r', '', { name: 'NotFound' }));
    await expect(followRun(api, 'r', { tell: () => undefined }, clock)).rejects.toThrow('no run');
    expect(api.looks).toBe(1);
  });
});
