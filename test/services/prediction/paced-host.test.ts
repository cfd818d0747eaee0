import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LabelsmithError } from '../../../core/errors.ts';
import { MOST_AT_ONCE, PATIENCE_MS } from '../../../core/evaluation/scoring/pace.ts';
import type { PredictionHost, TokenAnswer } from '../../../core/prediction/prediction-host.ts';
import { pacedHost } from '../../../services/prediction/paced-host.ts';

const ANSWER: TokenAnswer = { token: 'a', alternatives: null };
const REQUEST = { model: 'm', format: 'chat' as const, text: 'a text', classes: 2 };
const busy = (retryAfterSeconds?: number) =>
  new LabelsmithError('ProviderUnavailable', 'provider openai answered 429', 'Try again.', { retryAfterSeconds });

/** What comes of one request: how long it takes, in ms, and the fault that it ends with. */
interface Planned {
  readonly ms: number;
  readonly fault?: Error;
}

/** A host that does what is planned, one request after the other, and answers well from then on; on a made-up clock. */
function stage(plans: readonly Planned[]) {
  let now = 0;
  const timers = new Set<{ at: number; ring: () => void }>();
  const wait = (ms: number, unwanted?: AbortSignal) =>
    new Promise<void>((resolve) => {
      const timer = { at: now + ms, ring: resolve };
      timers.add(timer);
      unwanted?.addEventListener('abort', () => timers.delete(timer));
    });
  const asked: { begun: number; ended: number; fault: Error | undefined }[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const left = [...plans];
  const host: PredictionHost = {
    async answer() {
      const { ms, fault } = left.shift() ?? { ms: 100 };
      const one = { begun: now, ended: now + ms, fault };
      asked.push(one);
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      await wait(ms);
      underWay -= 1;
      if (fault) throw fault;
      return ANSWER;
    },
  };
  const paced = pacedHost(host, { now: () => now, wait });
  /** Lets time pass from one timer to the next until everything has ended. */
  const all = async (requests: number, deadline?: Date) => {
    const answers = Array.from({ length: requests }, () => paced.answer({ ...REQUEST, deadline }));
    let isOver = false;
    const settled = Promise.allSettled(answers).finally(() => {
      isOver = true;
    });
    for (;;) {
      await new Promise(setImmediate);
      if (isOver) return settled;
      const next = [...timers].toSorted((one, other) => one.at - other.at)[0];
      if (!next) throw new Error('nothing will ever happen again');
      timers.delete(next);
      now = Math.max(now, next.at);
      next.ring();
    }
  };
  return { all, asked, now: () => now, mostUnderWay: () => mostUnderWay };
}

describe('a host behind a brake', () => {
  test('is left alone by everybody when it complains to one, for as long as it says', async () => {
    const { all, asked } = stage([{ ms: 10, fault: busy(30) }]);
    await all(40);
    expect(asked.filter(({ begun }) => begun > 10 && begun < 30_010)).toEqual([]);
    expect(asked).toHaveLength(41);
  });

  test('is asked by fewer at once after each round of complaints, and by one more after every twenty answers', async () => {
    const { all, asked } = stage(Array.from({ length: 8 + 4 + 2 }, () => ({ ms: 10, fault: busy(1) })));
    await all(100);
    const rounds = [...Map.groupBy(asked, ({ begun }) => begun).values()].map((round) => round.length);
    expect(rounds.slice(0, 3)).toEqual([8, 4, 2]);
    expect(rounds.slice(3, 23)).toEqual(Array.from({ length: 20 }, () => 1));
    expect(rounds[23]).toBe(2);
  });

  test('is never asked before a pause is over nor by more than eight, and every answer comes in the end', async () => {
    const plan = fc.record({
      ms: fc.integer({ min: 1, max: 15_000 }),
      fault: fc.option(fc.option(fc.nat(20), { nil: undefined }).map(busy), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { maxLength: 12 }), fc.integer({ min: 1, max: 40 }), async (plans, requests) => {
        const { all, asked, mostUnderWay } = stage(plans as Planned[]);
        const ends = await all(requests);
        for (const { ended, fault } of asked) {
          const quietUntil = ended + 1_000 * ((fault as LabelsmithError | undefined)?.retryAfterSeconds ?? 0);
          expect(asked.filter(({ begun }) => begun > ended && begun < quietUntil)).toEqual([]);
        }
        expect(mostUnderWay()).toBeLessThanOrEqual(MOST_AT_ONCE);
        const given = ends.filter(({ status }) => status === 'fulfilled').length;
        if (given < requests) expect(asked.some(({ ended }) => ended >= PATIENCE_MS)).toBe(true);
        else expect(asked.filter(({ fault }) => !fault)).toHaveLength(requests);
      }),
      { numRuns: 50 },
    );
  });

  test('is given up for everybody when it has given no good answer for as long as patience lasts', async () => {
    const { all, asked, now } = stage(Array.from({ length: 1_000 }, () => ({ ms: 10, fault: busy() })));
    const ends = await all(8);
    expect(ends).toEqual(
      ends.map(() => ({ status: 'rejected', reason: expect.objectContaining({ name: 'ProviderUnavailable' }) })),
    );
    expect(now()).toBeGreaterThanOrEqual(PATIENCE_MS);
    // 8, 4, 2 and then one at a time, after pauses of 0.5, 1, 2, ... 64 and 128 s.
    expect(asked.length).toBeLessThanOrEqual(8 + 4 + 2 + 7);
  });

  test('is asked once more after a pause that is longer than patience', async () => {
    const { all, asked } = stage([{ ms: 10, fault: busy(300) }]);
    const [end] = await all(1);
    expect([end?.status, asked[1]?.begun]).toEqual(['fulfilled', 300_010]);
  });

  test('is not asked after the deadline: the fault of those that wait until then is what it complained of', async () => {
    const { all, asked, now } = stage([{ ms: 10 }, { ms: 10, fault: busy(600) }]);
    const ends = await all(10, new Date(60_000));
    expect(ends.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { retryAfterSeconds: 600 } });
    expect(now()).toBe(60_000);
    expect(asked.filter(({ begun }) => begun > 10)).toEqual([]);
  });

  test('gives a refusal on at once, and only to whom it was given', async () => {
    const { all, asked } = stage([{ ms: 10, fault: new LabelsmithError('ProviderRefused', 'answered 404', 'Look.') }]);
    const ends = await all(3);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(asked).toHaveLength(3);
  });
});
