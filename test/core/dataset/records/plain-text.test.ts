import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normaliseText } from '../../../../core/dataset/normalise-text.ts';
import { PlainText } from '../../../../core/dataset/records/plain-text.ts';
import { findSeparators, SEPARATORS } from '../../../../core/dataset/records/separators.ts';

const read = (json: string) => {
  const plain = new PlainText(Buffer.from('before'));
  const bytes = Buffer.from(`xx${json}yy`, 'utf8');
  const end = plain.read(bytes, 2, bytes.length - 2);
  return { plain, end, text: end === -1 ? undefined : plain.text(end) };
};

const plainCharacter = fc.constantFrom(...'aZ09 .-=#>"\\\n\t\r\f\b~'.split(''));
const plainText = fc.string({ unit: plainCharacter, maxLength: 60 });

describe('a plain text', () => {
  test('is normalised as any text is', () => {
    fc.assert(fc.property(plainText, (text) => expect(read(JSON.stringify(text)).text).toBe(normaliseText(text))));
  });

  test('is counted: its characters, its letters, its capital ones', () => {
    fc.assert(
      fc.property(plainText, (text) => {
        const { plain } = read(JSON.stringify(text));
        expect(plain.units).toBe(text.length);
        expect(plain.upper).toBe(text.match(/[A-Z]/g)?.length ?? 0);
        expect(plain.letters).toBe(text.match(/[A-Za-z]/g)?.length ?? 0);
      }),
    );
  });

  test('that holds a separator is known to', () => {
    const piece = fc.oneof(plainText, fc.constantFrom(...SEPARATORS));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
        const text = pieces.join('');
        const { plain } = read(JSON.stringify(text));
        expect(plain.mayHoldSeparator || findSeparators(text) === 0).toBe(true);
      }),
    );
  });
});

test.each([
  ['a letter of another alphabet', '"é"'],
  ['an escape by number', '"\\u0041"'],
  ['an escaped slash', '"\\/"'],
  ['an unknown escape', '"\\x"'],
  ['a control character', '"\u0007"'],
  ['a quote in the middle', '"a"b"'],
  ['an escape of the closing quote', '"a\\"'],
])('a text with %s is not plain', (_, json) => {
  expect(read(json).end).toBe(-1);
});
