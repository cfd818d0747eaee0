import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareCodePoints } from '../../../core/dataset/code-point-order.ts';
import { hashText } from '../../../core/dataset/hash-text.ts';
import { normaliseText } from '../../../core/dataset/normalise-text.ts';

const spacedText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ' ',
      '\t',
      '\n',
      '\r',
      '\v',
      '\f',
      '\u00a0',
      '\u1680',
      '\u2003',
      '\u2028',
      '\u3000',
      '\ufeff',
      '\u0085',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

describe('the normalised form of a text', () => {
  test('has no white space but single spaces, exactly where the text had white space', () => {
    fc.assert(
      fc.property(spacedText, (text) => {
        expect(normaliseText(text)).toBe(text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim());
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['Red  Wings\r\nwin', 'red wings win'],
    [' ＮＨＬ\u00a0ﬁnal ', 'nhl final'],
    ['가', '가'],
  ])('of %j is %j', (text, form) => {
    expect(normaliseText(text)).toBe(form);
  });

  test('decides the hash: texts that count as the same lie at the same place', () => {
    expect(hashText('Red  Wings')).toBe(hashText('red wings\n'));
    expect(hashText('Red Wings')).not.toBe(hashText('Red Wing'));
  });

  test('has the place in hash space that it always had, so that no example ever changes sides', () => {
    expect(hashText('Hello, world')).toBe(EXPECTED_HASH);
  });
});

/** `printf 'labelsmith.split.v1\nhello, world' | sha256sum | cut -c1-32` */
const EXPECTED_HASH = 'f900610a04bc70acab46352deca27d70';

test('the order by code points is the order of UTF-8 bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 500, examples: [['\u{1f600}', '\uffee']] },
  );
});
