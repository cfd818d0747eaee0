import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  ANSWERS_A_STEP,
  afterAnswer,
  afterFault,
  MOST_AT_ONCE,
  mayAsk,
  PATIENCE_MS,
  type Pace,
  startPace,
} from '../../../../core/evaluation/scoring/pace.ts';

const START = startPace(0);
const answered = (pace: Pace, times: number, now = 0) =>
  Array.from({ length: times }).reduce<Pace>((before) => afterAnswer(before, { now }), pace);
const fault = (pace: Pace, now: number, retryAfterSeconds?: number, begunAt = now) =>
  afterFault(pace, { begunAt, now }, retryAfterSeconds);

describe('the pace of asking', () => {
  test('halves with each complaint, down to one request, and grows by one with every twenty good answers', () => {
    const complained = (times: number) =>
      Array.from({ length: times }).reduce<Pace>((before, _, at) => fault(before, at + 1), START);
    expect([0, 1, 2, 3, 4, 5].map((times) => complained(times).width)).toEqual([8, 4, 2, 1, 1, 1]);
    const slow = complained(5);
    const grown = [0, ANSWERS_A_STEP - 1, ANSWERS_A_STEP, 3 * ANSWERS_A_STEP, 99 * ANSWERS_A_STEP];
    expect(grown.map((times) => answered(slow, times).width)).toEqual([1, 1, 2, 4, MOST_AT_ONCE]);
  });

  test('halves once for all that was under way when the host first complained', () => {
    const first = fault(START, 100, undefined, 50);
    const others = fault(fault(first, 101, undefined, 60), 180, undefined, 100);
    expect(others).toEqual(first);
    expect(fault(others, 700, undefined, 650).width).toBe(2);
  });

  test.each([
    ['as long as the host says', [[0, 7]], 7_000],
    [
      'as long as the longest that it says',
      [
        [0, 7],
        [10, 2, -5],
      ],
      7_000,
    ],
    [
      'longer when a request under way is told so',
      [
        [0, 7],
        [10, 20, -5],
      ],
      20_010,
    ],
    ['half a second when it says nothing', [[0]], 500],
    ['twice as long each time', [[0], [500], [1_500]], 3_500],
    ['never shorter than that', [[0], [500, 0.01]], 1_500],
  ])('pauses %s', (_how, faults, quietUntil) => {
    const pace = faults.reduce<Pace>(
      (before, [now = 0, seconds, begunAt]) => fault(before, now, seconds, begunAt),
      START,
    );
    expect(pace.quietUntil).toBe(quietUntil);
  });

  test('lets patience begin anew with each good answer', () => {
    expect(fault(START, PATIENCE_MS - 1).isGivenUp).toBe(false);
    expect(fault(START, PATIENCE_MS).isGivenUp).toBe(true);
    const heard = afterAnswer(START, { now: PATIENCE_MS - 1 });
    expect(fault(heard, 2 * PATIENCE_MS - 2).isGivenUp).toBe(false);
    expect(fault(heard, 2 * PATIENCE_MS - 1).isGivenUp).toBe(true);
  });

  test('asks nothing during a pause, and never more than the width, whatever has happened', () => {
    const event = fc.record({
      after: fc.nat(5_000),
      took: fc.nat(15_000),
      isGood: fc.boolean(),
      retryAfter: fc.option(fc.nat(300), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 100 }), fc.nat(MOST_AT_ONCE + 1), (events, underWay) => {
        let [pace, now, longest] = [START, 0, 0];
        for (const { after, took, isGood, retryAfter } of events) {
          now += after;
          pace = isGood ? afterAnswer(pace, { now }) : fault(pace, now, retryAfter, now - took);
          if (!isGood) longest = Math.max(longest, now + (retryAfter ?? 0) * 1_000);
          expect(pace.width).toBeGreaterThanOrEqual(1);
          expect(pace.width).toBeLessThanOrEqual(MOST_AT_ONCE);
          expect(pace.quietUntil).toBeGreaterThanOrEqual(longest);
          if (now < longest) expect(mayAsk(pace, 0, now)).toBe(false);
          expect(mayAsk(pace, underWay, pace.quietUntil)).toBe(underWay < pace.width);
        }
      }),
    );
  });
});
