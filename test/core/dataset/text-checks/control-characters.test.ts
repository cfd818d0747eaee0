import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasControlCharacters } from '../../../../core/dataset/text-checks/control-characters.ts';
import { textWith } from './any-text.ts';

describe('characters that nobody sees and no reader needs', () => {
  test.each([
    ['a null', 'a\u0000b'],
    ['a backspace', 'Com3\b\b\bOM4'],
    ['an escape sequence', '\u001b[31mred'],
    ['a delete', 'a\u007f'],
    ['a C1 control', 'It\u0092s'],
    ['an override of the direction', 'exe.\u202egpj'],
    ['an embedding in a text without right-to-left letters', '\u202a555\u202c'],
    ['a zero-width space within a word', 'foot\u200bball'],
    ['a zero-width joiner between Latin letters', 'foot\u200dball'],
    ['a zero-width non-joiner between Hangul', '야\u200c구'],
    ['a soft hyphen', 'base\u00adball'],
    ['a byte order mark inside', 'a\ufeffb'],
    ['a word joiner', 'a\u2060b'],
    ['hidden tags', 'hello\u{e0068}\u{e0069}'],
    ['a noncharacter', 'a\uffff'],
  ])('%s is one', (_, text) => {
    expect(hasControlCharacters(text)).toBe(true);
  });

  test.each([
    ['white space, form feed included', 'a\tb\r\nc\fd\ve\u00a0f\u2028g\u3000h'],
    ['Persian with non-joiners', 'می\u200cخواهم'],
    ['Hindi with a joiner', 'क्\u200dष'],
    ['Khmer with zero-width spaces', 'ខ្ញុំ\u200bស្រលាញ់'],
    ['Arabic with a direction mark', 'سلام\u200f 123'],
    ['a family of emoji', '👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥 🤦🏽\u200d♂\ufe0f'],
    ['the flag of Scotland', '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
    ['letters of many scripts', 'Grüße, 안녕, こんにちは, 你好, Привет, שלום, สวัสดี'],
  ])('%s has none', (_, text) => {
    expect(hasControlCharacters(text)).toBe(false);
  });

  test('are looked for in any string', () => {
    fc.assert(
      fc.property(textWith(['\u200b', '\u200d', '\u{1f3f4}', '\u{e0061}', '\u202a']), (text) => {
        expect(hasControlCharacters(`${text}\u0001`)).toBe(true);
        hasControlCharacters(text);
      }),
    );
  });

  test('are found in a text longer than any buffer', () => {
    const long = 'a'.repeat(200_000);
    expect(hasControlCharacters(long)).toBe(false);
    expect(hasControlCharacters(`${long}\u0000`)).toBe(true);
  });
});
