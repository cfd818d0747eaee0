import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countLetters } from '../../../../core/dataset/text-checks/letters.ts';
import { textWith } from './any-text.ts';

/** The last three columns by Python 3: `sum(map(str.isalpha, t))`, and of those `str.isupper`, `str.islower`. */
test.each([
  ['', 0, 0, 0],
  ['Red WINGS 4:3!', 8, 6, 2],
  ['ÄÖÜ äöüß', 7, 3, 4],
  ['한국어 日本語', 6, 0, 0],
  ['ПРИВЕТ мир', 9, 6, 3],
  ['ǅ 1ª 2º', 3, 0, 2],
  ['Ⅷ ⓐ ½ ٣', 0, 0, 0],
  ['𝐀𝐛 𠀀 😀', 3, 1, 1],
  ['e\u0301 \ud835', 1, 0, 1],
])('%j has %i letters, %i upper and %i lower', (text, letters, upper, lower) => {
  expect(countLetters(text)).toEqual({ letters, upper, lower });
});

test('letters are counted character by character in any string', () => {
  fc.assert(
    fc.property(textWith(['Abc', 'É', '𝐀', '한']), (text) => {
      const count = (pattern: RegExp) => [...text].filter((character) => pattern.test(character)).length;
      expect(countLetters(text)).toEqual({
        letters: count(/\p{L}/u),
        upper: count(/\p{Lu}/u),
        lower: count(/[\p{L}&&\p{Lowercase}]/v),
      });
    }),
    { numRuns: 500 },
  );
});

test.each(['ABc 1', 'ABc é', 'ABc 𝐀'])('letters of a text longer than any buffer are counted: %j', (text) => {
  const one = countLetters(text);
  const times = 50_000;
  expect(countLetters(text.repeat(times))).toEqual({
    letters: one.letters * times,
    upper: one.upper * times,
    lower: one.lower * times,
  });
});
