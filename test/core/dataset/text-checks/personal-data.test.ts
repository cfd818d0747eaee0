import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  findPersonalData,
  maskPersonalData,
  PERSONAL_DATA,
} from '../../../../core/dataset/text-checks/personal-data.ts';
import { textWith } from './any-text.ts';

const { email, phone, card, iban } = PERSONAL_DATA;

/** What it is, how it is written; in a sentence it is found and masked, and nothing around it. */
const FOUND: readonly (readonly [kind: number, mask: string, written: string])[] = [
  ...['joe@example.org', 'joe.van-dam+news_1@mail.example.co.uk', 'JOE@EXAMPLE.COM', 'joe@xn--bcher-kva.example'].map(
    (written) => [email, '[email]', written] as const,
  ),
  ...[
    '+1 415 555 2671',
    '+14155552671',
    '+44 20 7946 0958',
    '+49-30-901820',
    '+49 (0)30 901820',
    '+82-10-1234-5678',
    '+33 1 43 36 77 50',
    '0044 20 7946 0958',
    '+81 3\u20111234\u20115678',
    '+32 (0)16/28.57.16',
    '(415) 555-2671',
    '415-555-2671',
    '415.555.2671',
    '415/555-2671',
    '415 555-2671',
    '415 555 2671',
    '1-800-555-2671',
    '(415)555-2671',
    '010-1234-5678',
    '02-312-4567',
    '031-123-4567',
    '020 7946 0958',
    '07911 123456',
    '09061701461',
    '06 12 34 56 78',
    '(030) 901820',
    '09131/204103',
    '03-1234-5678',
    '138 1234 5678',
    '06\u00a012\u00a034\u00a056\u00a078',
  ].map((written) => [phone, '[phone]', written] as const),
  ...[
    '4111111111111111',
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '5555 5555 5555 4444',
    '2223003122003222',
    '3782 822463 10005',
    '371449635398431',
    '6011111111111117',
    '3530111333300000',
    '3056 930902 5904',
    '6240008631401148',
  ].map((written) => [card, '[card]', written] as const),
  ...[
    'DE89 3704 0044 0532 0130 00',
    'DE89370400440532013000',
    'GB82 WEST 1234 5698 7654 32',
    'NO93 8601 1117 947',
    'FR14 2004 1010 0505 0001 3M02 606',
    'MT84MALT011000012345MTLCAST001S',
    'NL91-ABNA-0417-1643-00',
    'KZ86 125K ZT50 0410 0100',
  ].map((written) => [iban, '[iban]', written] as const),
];

describe('personal data', () => {
  test.each(FOUND)('of kind %i is masked as %s: %s', (kind, mask, written) => {
    for (const [before, after] of [
      ['', ''],
      ['Write or call: ', '.'],
      ['(', ')'],
      ['전화는 ', '입니다'],
      ['x\n', '\ny'],
      ['1. ', ', thanks'],
    ]) {
      expect(findPersonalData(`${before}${written}${after}`)).toBe(kind);
      expect(maskPersonalData(`${before}${written}${after}`)).toBe(`${before}${mask}${after}`);
    }
  });

  test.each([
    ['dates', '1993-04-06, 06/04/1993, 06.04.1993 12:30, 01-02-93 10 20 30, 2014.11.10, 19930406'],
    ['IP addresses', '128.32.123.145 and 010.123.123.123, 192.168.100.200'],
    ['ISBNs and ISSNs', 'ISBN 0-13-110362-8, 978-0-13-110362-7, 0131103628X, ISSN 0028-0836'],
    ['prices', '$4155552671, $1,234,567.89, 1.234.567,89 €, £415 555'],
    ['fractions', '3.14159265358979, 0.123456789, 02.123456789'],
    ['long ids', '12345678901234567890, id=4155552671, <930420.184033.5555@host>, a415-555-2671, 1399999999999'],
    ['postal codes', 'Marlborough MA 01752-1298, 94305-1234'],
    ['rows of numbers', '100 200 3000 400 500 6000, 415 555 2671 333, 1 2 3 4 5 6 7 8 9 10 11 12'],
    ['all digits', '0123456789'],
    ['seasons and scores', '1992-93 1993-94, 4-3 5-2 6-1 2-2, 162-0'],
    ['cards with a wrong check digit', '4111 1111 1111 1112, 4111111111111112'],
    ['numbers with a right check digit of no issuer', '9999 9999 9999 9995, 0000 0000 0000 0000'],
    [
      'IBANs with wrong check digits, lengths or countries',
      'DE88 3704 0044 0532 0130 00, DE89 3704 0044 0532, XX89370400440532013000',
    ],
    ['names of hosts and users', 'joe@host, @joe, joe@, a @ b.com, joe@1.2, joe@host.c'],
    ['pictures', 'icon@2x.png'],
  ])('is not seen in %s', (_, text) => {
    expect(findPersonalData(text)).toBe(0);
    expect(maskPersonalData(text)).toBe(text);
  });

  test('of several kinds is masked piece by piece', () => {
    const text =
      'joe@example.org, +1 415 555 2671 (home) (415) 555-2672, 4111 1111 1111 1111 12/25 DE89 3704 0044 0532 0130 00';
    expect(findPersonalData(text)).toBe(email | phone | card | iban);
    expect(maskPersonalData(text)).toBe('[email], [phone] (home) [phone], [card] 12/25 [iban]');
  });

  test.each([
    ['5555 5555 5555 4444 415 555-2671', '[card] [phone]'],
    ['01.02.1993 415-555-2671', '01.02.1993 [phone]'],
    [`joe@example.org1${'x'.repeat(70)}@example.org`, 'joe@[email]'],
  ])('is seen behind what only looks like it: %s', (text, masked) => expect(maskPersonalData(text)).toBe(masked));

  const pieces = [
    ...FOUND.map(([, , written]) => written),
    '[email]',
    '[phone]',
    '[card]',
    '[iban]',
    '4155552671',
    '555',
    '@a.bc',
  ];

  test('is gone once it is masked, and masking changes nothing else', () => {
    fc.assert(
      fc.property(textWith(pieces), (text) => {
        const masked = maskPersonalData(text);
        expect(findPersonalData(masked)).toBe(0);
        expect(maskPersonalData(masked)).toBe(masked);
        expect(masked === text).toBe(findPersonalData(text) === 0);
      }),
      { numRuns: 2_000 },
    );
  });
});
