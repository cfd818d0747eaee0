import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ENCODING_DAMAGE, findEncodingDamage } from '../../../../core/dataset/text-checks/encoding-damage.ts';
import { textWith } from './any-text.ts';
import { SENTENCES } from './sentences.ts';

const { lost, misread } = ENCODING_DAMAGE;
const utf8ReadAs = (encoding: string, text: string) => new TextDecoder(encoding).decode(new TextEncoder().encode(text));
const sentenceIn = (language: string) => SENTENCES.find(([name]) => name === language)?.[1] ?? '';

describe('damage by encodings', () => {
  test.each(SENTENCES)('is not seen in %s', (_, text) => {
    expect(findEncodingDamage(text)).toBe(0);
    expect(findEncodingDamage(text.normalize('NFD'))).toBe(0);
  });

  // Only the letter Â by itself before a no-break space is taken for damage: a space of a web page is far more likely.
  test('is not seen in words of real languages with any punctuation of theirs between', () => {
    const words = fc.constantFrom(...SENTENCES.flatMap(([, text]) => text.split(' ').filter((word) => word !== 'Â')));
    const joints = fc.constantFrom(' ', '\u00a0', '… ', ' – ', '—', ', ', '.\n', '» «', '” “', ' • ', ' · ', '/');
    fc.assert(
      fc.property(fc.array(fc.tuple(words, joints), { maxLength: 12 }), (pairs) => {
        expect(findEncodingDamage(pairs.flat().join(''))).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(SENTENCES.filter(([name]) => !['HTML'].includes(name)))(
    'is seen when %s in UTF-8 is read as Windows-1252 or Latin-1',
    (_, text) => {
      expect(findEncodingDamage(utf8ReadAs('windows-1252', text))).toBe(misread);
      expect(findEncodingDamage(Buffer.from(text).toString('latin1'))).toBe(misread);
    },
  );

  test.each([
    ['one accented letter', 'cafÃ©'],
    ['one accented letter before others', 'Ãºltimo'],
    ['a lonely à', 'maisÃ\u00a0la'],
    ['an apostrophe', 'itâ€™s'],
    ['a quotation', 'â€œYesâ€\u009d'],
    ['a dash', 'now â€“ here'],
    ['a price', 'Â£5'],
    ['a hard space', 'one Â\u00a0two'],
    ['a trade mark', 'Foo â„¢'],
    ['Windows-1252 read as Latin-1', 'It\u0092s'],
    ['a double misreading', 'cafÃƒÂ©'],
    ['a byte order mark', 'ï»¿text'],
    ['Polish', 'wÅ‚adza'],
    ['Cyrillic', 'ÐŸÑ€Ð¸Ð²ÐµÑ‚'],
    ['Vietnamese', 'Viá»‡t'],
    ['an emoji', 'ðŸ˜‚'],
    ['UTF-8 read as Mac Roman', 'it‚Äôs a caf√©'],
    ['EUC-KR read as Latin-1', '¾È³çÇÏ¼¼¿ä'],
    ['UTF-8 read as Shift-JIS', utf8ReadAs('shift_jis', 'ひらがな').replaceAll('\ufffd', '・')],
  ])('is seen in %s', (_, text) => {
    expect(findEncodingDamage(text)).toBe(misread);
  });

  test.each([
    ['a replacement character', 'caf\ufffd', lost],
    ['half of an emoji', 'ha\ud83d', lost],
    ['UTF-8 read as cp949', utf8ReadAs('euc-kr', sentenceIn('Korean')), lost],
    ['both', 'cafÃ© \ufffd', lost | misread],
  ])('says what was lost: %s', (_, text, damage) => {
    expect(findEncodingDamage(text) & damage).toBe(damage);
  });

  test('is looked for in any string', () => {
    fc.assert(
      fc.property(textWith(['Ã', '©', 'â€', 'ðŸ', '縺', '√', '\ud83d']), (text) => findEncodingDamage(text) >= 0),
    );
  });
});
