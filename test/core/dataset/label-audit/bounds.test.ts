import { describe, expect, test } from '@jest/globals';
import { hashText } from '../../../../core/dataset/hash-text.ts';
import { chooseScale } from '../../../../core/dataset/label-audit/audit-scale.ts';
import { holdExamples } from '../../../../core/dataset/label-audit/audited-example.ts';

describe('the examples held for an audit', () => {
  test('are the first ones within the bound, and no more is asked for', async () => {
    let asked = 0;
    let closed = false;
    function* source() {
      try {
        for (;;) {
          asked += 1;
          yield { text: 'x'.repeat(60), label: 'a' };
        }
      } finally {
        closed = true;
      }
    }
    const { texts, labels, groups } = await holdExamples(source(), 1_000);
    expect([texts.length, labels.length, groups.length]).toEqual([10, 10, 10]);
    expect(asked).toBe(11);
    expect(closed).toBe(true);
  });

  test.each([
    ['ASCII', 'a'.repeat(5_000), 4_000],
    ['half a surrogate pair at the cut', `${'a'.repeat(3_999)}😀b`, 4_000],
    ['Korean', '가'.repeat(4_001), 4_000],
    ['a short text', 'short', 5],
  ])('are cut to what the learner reads: %s', async (_name, text, length) => {
    const { texts } = await holdExamples([{ text, label: 'a' }]);
    expect(texts).toEqual([text.slice(0, length)]);
  });

  test('belong to one group when their texts count as the same, whatever their labels', async () => {
    const { groups } = await holdExamples([
      { text: 'Hello  World', label: 'a' },
      { text: ' hello world', label: 'b' },
      { text: 'hello there', label: 'a' },
      { text: 'Hello World', label: 'a', hash: hashText('hello world') },
    ]);
    expect(groups[1]).toBe(groups[0]);
    expect(groups[3]).toBe(groups[0]);
    expect(groups[2]).not.toBe(groups[0]);
  });
});

describe('the scale of an audit', () => {
  const texts = (count: number, words: number) =>
    Array.from({ length: count }, (_, text) =>
      Array.from({ length: words }, (_, word) => `word${(text * 31 + word * 17) % 4_999}`).join(' '),
    );

  test('is thorough for few or short texts', () => {
    expect(chooseScale(texts(2_000, 12), 6)).toEqual({ count: 2_000, kinds: 'all', folds: 5 });
    expect(chooseScale([], 2)).toEqual({ count: 0, kinds: 'all', folds: 5 });
    expect(chooseScale(['', ''], 2)).toEqual({ count: 2, kinds: 'all', folds: 5 });
  });

  test('is by words alone where texts are long and classes many', () => {
    expect(chooseScale(texts(5_000, 300), 20)).toEqual({ count: 5_000, kinds: 'words', folds: 3 });
  });

  test('leaves out the last texts where even that would take too long', () => {
    const { count, kinds } = chooseScale(texts(10_000, 300), 500);
    expect(kinds).toBe('words');
    expect(count).toBeGreaterThan(300);
    expect(count).toBeLessThan(5_000);
  });
});
