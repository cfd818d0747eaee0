import { describe, expect, test } from '@jest/globals';
import { CanaryWatch, meetsCanary } from '../../../core/prediction/canary-watch.ts';

const canary = { version: 4, share: 0.1, since: '2026-11-26T08:00:00Z', by: 'a test', reason: 'because', ended: null };

describe('a text', () => {
  const texts = Array.from({ length: 5_000 }, (_, index) => `text ${index}`);
  const meeting = (share: number, version = 4) =>
    texts.filter((text) => meetsCanary(text, 'sports', { ...canary, share, version }));

  test('meets the canary as often as its share says', () => {
    expect(meeting(0.1).length / texts.length).toBeCloseTo(0.1, 1);
    expect(meeting(0.5).length / texts.length).toBeCloseTo(0.5, 1);
  });

  test('always meets the same version, and stays with the canary when the share grows', () => {
    expect(meeting(0.1)).toEqual(meeting(0.1));
    expect(meeting(0.3)).toEqual(expect.arrayContaining(meeting(0.1)));
  });

  test('meets another canary by another chance', () => {
    const both = meeting(0.1, 5).filter((text) => meeting(0.1).includes(text));
    expect(both.length / texts.length).toBeLessThan(0.03);
  });
});

describe('a canary', () => {
  /** Answers of both versions: how many, how many of them failed, and how long each took. */
  function watch(own: [number, number, number], others: [number, number, number]): string | undefined {
    const watched = new CanaryWatch();
    for (const [byCanary, [count, failures, seconds]] of [
      [true, own],
      [false, others],
    ] as const) {
      for (let index = 0; index < count; index += 1) {
        watched.note({ byCanary, failure: index < failures ? `fault ${index}` : null, seconds });
      }
    }
    return watched.reasonToEnd();
  }

  test.each([
    ['has not answered twenty times', [19, 19, 9], [100, 0, 0.1]],
    ['answers as well as the other', [100, 3, 0.1], [900, 27, 0.1]],
    ['has errors five points more, and not above', [100, 8, 0.1], [100, 3, 0.1]],
    ['is slow as the other is', [50, 0, 3], [50, 0, 2]],
    ['is slower, and yet quick', [50, 0, 0.5], [50, 0, 0.01]],
    ['is slow beside a version with few answers', [50, 0, 3], [19, 0, 0.1]],
  ] as const)('that %s goes on', (_, own, others) => {
    expect(watch([...own], [...others])).toBeUndefined();
  });

  test.each([
    [
      'has more errors',
      [20, 2, 0.1],
      [200, 8, 0.1],
      /^10\.0% of its last 20 answers failed, .* 4\.0%; the last one because fault 1$/,
    ],
    ['has errors while nobody asks the other', [20, 20, 0.1], [0, 0, 0], /^100\.0% .* 0\.0%; .* fault 19$/],
    ['is slower by far', [20, 0, 0.9], [20, 0, 0.4], /take 0.90 s \(median\), .* 0.40 s$/],
  ] as const)('that %s has to end', (_, own, others, sentence) => {
    expect(watch([...own], [...others])).toMatch(sentence);
  });

  test('is judged by its last answers', () => {
    const watched = new CanaryWatch();
    const note = (failed: boolean) => watched.note({ byCanary: true, failure: failed ? 'away' : null, seconds: 0.1 });
    for (let index = 0; index < 200; index += 1) note(true);
    for (let index = 0; index < 195; index += 1) note(false);
    expect(watched.reasonToEnd()).toBeUndefined();
    for (let index = 0; index < 20; index += 1) note(true);
    expect(watched.reasonToEnd()).toBeDefined();
  });
});
