import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FeatureCounter, isWordFeature, TEXT_CHARACTERS } from '../../../../core/learner/features/tokenize.ts';

const counter = new FeatureCounter();

/** The features of a text with their counts, in no particular order. */
function featuresOf(text: string): [number, number][] {
  const { size, keys, counts } = counter.count(text);
  return [...keys.subarray(0, size)]
    .map((key, index): [number, number] => [key, counts[index] ?? 0])
    .sort(([a], [b]) => a - b);
}

/** Counts of the word block alone, largest first. */
const wordCounts = (text: string) =>
  featuresOf(text)
    .filter(([feature]) => isWordFeature(feature))
    .map(([, count]) => count)
    .sort((a, b) => b - a);

const characterFeatures = (text: string) => featuresOf(text).filter(([feature]) => !isWordFeature(feature));

describe('words', () => {
  const cases: [string, string, number[]][] = [
    ['nothing', '', []],
    ['white space', ' \n\t ', []],
    ['two words and their pair', 'ice hockey', [1, 1, 1]],
    ['a word said twice, and its pair with itself', 'goal goal', [2, 1]],
    ['punctuation as a word of its own', 'goal!!', [1, 1, 1]],
    ['a one-letter word', 'u', [1]],
    ['each ideograph as a word', '野球', [1, 1, 1]],
    ['hangul by the word, not by the syllable', '정말 좋은', [1, 1, 1]],
    ['an emoji outside the basic plane', '🏒', [1]],
  ];

  test.each(cases)('%s', (_, text, counts) => {
    expect(wordCounts(text)).toEqual(counts);
  });

  test('in another order are the same words but other pairs', () => {
    const first = new Set(featuresOf('a b').map(([feature]) => feature));
    const second = new Set(featuresOf('b a').map(([feature]) => feature));
    expect([...first].filter((feature) => !second.has(feature))).toHaveLength(1);
  });
});

describe('runs of characters', () => {
  test('of a word are those of its letters and its two edges, 1 to 5 long', () => {
    // " ab ": a, b; " a", "ab", "b "; " ab", "ab "; " ab "
    expect(characterFeatures('ab')).toHaveLength(8);
  });

  test('do not reach across spaces or from letters into punctuation', () => {
    expect(characterFeatures('ab cd')).toHaveLength(16);
    expect(characterFeatures('ab!')).toHaveLength(8 + 4);
  });

  test('count as often as their word occurs', () => {
    expect(characterFeatures('ab ab ab').map(([, count]) => count)).toEqual(new Array(8).fill(3));
  });
});

describe('whatever the text', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 300 });

  test('its features are distinct and counted from 1 to 255', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const features = featuresOf(text);
        expect(new Set(features.map(([feature]) => feature)).size).toBe(features.length);
        expect(features.every(([, count]) => count >= 1)).toBe(true);
      }),
    );
  });

  test('they do not depend on the texts counted before', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        const alone = featuresOf(text);
        featuresOf(other);
        expect(featuresOf(text)).toEqual(alone);
      }),
    );
  });

  test('they do not depend on case, nor on how accents are encoded', () => {
    expect(featuresOf('ÉTÉ à la PLAGE')).toEqual(featuresOf('été à la plage'));
    expect(featuresOf('été 한국어'.normalize('NFD'))).toEqual(featuresOf('été 한국어'));
  });

  test('what comes after the part that is looked at changes nothing', () => {
    const start = 'word '.repeat(TEXT_CHARACTERS / 5);
    expect(featuresOf(`${start}and more`)).toEqual(featuresOf(start));
  });

  test.each([
    ['all different', (n: number) => String.fromCharCode(0x4e00 + n)],
    ['a word a character', (n: number) => (n % 2 ? ' ' : String.fromCharCode(0x4e00 + n))],
    ['growing in lower case', () => 'İ'],
    ['halves of pairs', () => '\ud83d'],
  ])('a long one of characters %s fits in the table', (_, character) => {
    const text = Array.from({ length: TEXT_CHARACTERS * 2 }, (__, n) => character(n)).join('');
    expect(featuresOf(text).length).toBeLessThan(TEXT_CHARACTERS * 7);
  });
});
