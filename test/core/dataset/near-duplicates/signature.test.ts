import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { COMPARED_CHARACTERS } from '../../../../core/dataset/near-duplicates/shingles.ts';
import { SIGNATURE_BYTES, signText } from '../../../../core/dataset/near-duplicates/signature.ts';
import { mostDiffering } from '../../../../core/dataset/near-duplicates/similarity.ts';
import { normaliseText } from '../../../../core/dataset/normalise-text.ts';
import { estimateSimilarity, exactSimilarity, signatureOf, similarityOf, wordsOf } from './signed-texts.ts';

const ENGLISH =
  'The delivery that was promised for Monday has not come yet, and nobody answers the telephone at your office.';
const KOREAN = '이 영화는 정말 재미있어서 두 번이나 봤습니다. 배우들의 연기도 아주 훌륭하고 음악도 좋았어요.';
const CHINESE = '这家餐厅的菜非常好吃，服务员也很热情，下次还会带朋友一起来。价格也很合理，推荐给大家。';
const THAI = 'ร้านอาหารนี้อร่อยมากและพนักงานก็เป็นกันเองมากครับ จะกลับมาอีกแน่นอน';

const NEAR: readonly (readonly [string, string, string])[] = [
  ['punctuation and case', ENGLISH, ENGLISH.toUpperCase().replaceAll(/[.,]/g, '!!')],
  ['a number in front', ENGLISH, `7 ${ENGLISH}`],
  ['a word more at the end', ENGLISH, `${ENGLISH} Please.`],
  ['line breaks and quotation marks', ENGLISH, `> ${ENGLISH.replaceAll(' ', '\n> ')}`],
  ['compatibility forms', ENGLISH, ENGLISH.replaceAll('f', 'ｆ')],
  ['the spacing of Korean', KOREAN, KOREAN.replaceAll(' ', '')],
  ['an ideograph at the end', CHINESE, `${CHINESE}好`],
  ['a repetition of the whole', ENGLISH, `${ENGLISH} ${ENGLISH} ${ENGLISH}`],
  ['what lies beyond the compared part', 'so it goes on '.repeat(2000), `${'so it goes on '.repeat(2000)} ${ENGLISH}`],
];

const NOT_NEAR: readonly (readonly [string, string, string])[] = [
  [
    'other words',
    ENGLISH,
    'I should like to know how much it costs to send a parcel of four kilograms to an address abroad.',
  ],
  ['the same words in another order', ENGLISH, ENGLISH.split(' ').toSorted().join(' ')],
  [
    'Korean of another matter',
    KOREAN,
    '배송이 너무 늦어서 실망했습니다. 고객센터는 전화를 받지 않고 환불도 되지 않네요.',
  ],
  ['the end of it alone', ENGLISH, ENGLISH.slice(ENGLISH.length / 3)],
];

describe('a signature', () => {
  test.each(NEAR)('tells that texts are near but for %s', (_, a, b) => {
    expect(similarityOf(a, b)).toBeGreaterThanOrEqual(0.8);
  });

  test.each(NOT_NEAR)('tells that texts are not near: %s', (_, a, b) => {
    expect(similarityOf(a, b)).toBeLessThan(0.7);
  });

  test.each([
    ['nine words', 'one two three four five six seven eight nine', false],
    ['ten words', 'one two three four five six seven eight nine ten', true],
    ['eleven syllables', '가나다라마바사아자차카', false],
    ['twelve syllables', '가나다라마바사아자차카타', true],
    ['a sentence of Thai', THAI, true],
    ['nothing', '', false],
    ['punctuation', '... --- !!! '.repeat(50), false],
    ['ten emoji', '😀 😁 😂 😃 😄 😅 😆 😇 😈 😉', true],
  ])('of %s is there: only from a certain length on', (_, text, signed) => {
    expect(signatureOf(text) !== undefined).toBe(signed);
  });

  test('is written where it belongs and nowhere else', () => {
    const target = new Uint8Array(3 * SIGNATURE_BYTES).fill(1);
    expect(signText('too short', target, SIGNATURE_BYTES)).toBe(false);
    expect(new Set(target)).toEqual(new Set([1]));
    expect(signText(normaliseText(ENGLISH), target, SIGNATURE_BYTES)).toBe(true);
    expect(target.subarray(SIGNATURE_BYTES, 2 * SIGNATURE_BYTES)).toEqual(signatureOf(ENGLISH));
    expect(new Set(target.subarray(0, SIGNATURE_BYTES))).toEqual(new Set([1]));
    expect(new Set(target.subarray(2 * SIGNATURE_BYTES))).toEqual(new Set([1]));
  });

  test('is the same each time, whatever was signed in between, and there is one for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 }), (text, other) => {
        const once = signatureOf(`${ENGLISH}${text}`);
        signatureOf(`${other}${ENGLISH}`);
        expect(signatureOf(`${ENGLISH}${text}`)).toEqual(once);
        expect(once).toBeDefined();
      }),
      { numRuns: 200 },
    );
  });

  test('does not see beyond the compared part of a text without spaces', () => {
    const long = Array.from({ length: COMPARED_CHARACTERS }, (_, index) =>
      String.fromCharCode(0x4e00 + (index % 20_000)),
    ).join('');
    expect(signatureOf(`${long}漢字`)).toEqual(signatureOf(long));
  });
});

describe('an estimate', () => {
  test('is 1 for equal signatures and 0 for as many equal values as chance makes', () => {
    expect(estimateSimilarity(0)).toBe(1);
    expect(estimateSimilarity(60)).toBe(0);
  });

  test.each([0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1])(
    'reaches %p with just so many different values, and with no more',
    (threshold) => {
      const most = mostDiffering(threshold);
      expect(estimateSimilarity(most)).toBeGreaterThanOrEqual(threshold - 1e-9);
      expect(estimateSimilarity(most + 1)).toBeLessThan(threshold);
    },
  );

  // 0.05 is the standard deviation that 64 values of 4 bits have at 0.8, and close to the largest there is from 0.3 up.
  test.each([12, 40, 300, 2500])('is right on average, and by 0.06 in its spread, for texts of %p words', (length) => {
    const errors = Array.from({ length: 300 }, (_, seed) => {
      const words = wordsOf(seed, length);
      const from = length - Math.ceil((length * (seed % 5)) / 12);
      const changed = [...words.slice(0, from), ...wordsOf(seed + 7000, length - from)];
      return similarityOf(words.join(' '), changed.join(' ')) - exactSimilarity(words, changed);
    });
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const spread = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
    expect(Math.abs(mean)).toBeLessThan(0.015);
    expect(spread).toBeLessThan(0.06);
  });
});
