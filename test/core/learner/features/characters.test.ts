import { expect, test } from '@jest/globals';
import { characterKind, SINGLE, SPACE, SYMBOL, WORD } from '../../../../core/learner/features/characters.ts';

/** As the Unicode Standard has it, for one character after the other. */
function kindByUnicode(character: string): number {
  if (/[\s\p{Z}\p{Cc}\p{Cf}]/u.test(character)) return SPACE;
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(character)) return SINGLE;
  return /[\p{L}\p{N}\p{M}]/u.test(character) ? WORD : SYMBOL;
}

test('every code point is of the kind that Unicode gives it, when it is met first and ever after', () => {
  const others: string[] = [];
  for (let codePoint = 0; codePoint < 0x110000; codePoint += 1) {
    const kind = kindByUnicode(String.fromCodePoint(codePoint));
    if (characterKind(codePoint) !== kind || characterKind(codePoint) !== kind) others.push(codePoint.toString(16));
  }
  expect(others).toEqual([]);
});

test.each([
  ['a', WORD],
  ['Z', WORD],
  ['7', WORD],
  ['é', WORD],
  ['한', WORD],
  ['_', SYMBOL],
  ['@', SYMBOL],
  ['{', SYMBOL],
  ['🏒', SYMBOL],
  ['球', SINGLE],
  ['ア', SINGLE],
  ['\t', SPACE],
  ['\u00a0', SPACE],
  ['\u007f', SPACE],
])('%j is of kind %i', (character, kind) => {
  expect(characterKind(character.codePointAt(0) ?? -1)).toBe(kind);
});
