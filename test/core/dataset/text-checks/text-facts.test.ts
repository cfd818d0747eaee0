import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { examineText, TEXT_MARKS } from '../../../../core/dataset/text-checks/text-facts.ts';
import { hasDataSet, readLabelledTexts } from '../../../support/real-data.ts';
import { textWith } from './any-text.ts';

const none = {
  controlCharacters: false,
  encodingDamage: false,
  withoutContent: false,
  personalData: false,
  secrets: false,
};
const all = { controlCharacters: true, encodingDamage: true, withoutContent: true, personalData: true, secrets: true };

const EXAMPLES: readonly (readonly [mark: keyof typeof TEXT_MARKS, check: keyof typeof all, text: string])[] = [
  ['controlCharacters', 'controlCharacters', 'a\u0000'],
  ['lostCharacters', 'encodingDamage', 'a\ufffd'],
  ['misreadCharacters', 'encodingDamage', 'cafÃ©'],
  ['withoutContent', 'withoutContent', '> quoted'],
  ['email', 'personalData', 'mail joe@example.org'],
  ['phone', 'personalData', 'call 415-555-2671'],
  ['card', 'personalData', 'pay 4111 1111 1111 1111'],
  ['iban', 'personalData', 'pay DE89 3704 0044 0532 0130 00'],
  ['urlPassword', 'secrets', 'see http://joe:hunter2@example.org'],
  ['assignedSecret', 'secrets', 'password: Tr0ub4dor&3x'],
];

describe('the marks of a text', () => {
  test.each(EXAMPLES)('%s are given by the check %s alone', (mark, check, text) => {
    expect(examineText(text, { ...none, [check]: true }) & TEXT_MARKS[mark]).toBe(TEXT_MARKS[mark]);
    expect(examineText(text, { ...all, [check]: false }) & TEXT_MARKS[mark]).toBe(0);
  });

  test('are different bits of one small integer', () => {
    const bits = Object.values(TEXT_MARKS);
    expect(bits.reduce((sum, bit) => sum + bit, 0)).toBe(2 ** bits.length - 1);
  });

  test('of all checks together are those of each check by itself', () => {
    fc.assert(
      fc.property(textWith(EXAMPLES.map(([, , text]) => text)), (text) => {
        const names = ['controlCharacters', 'encodingDamage', 'withoutContent', 'personalData', 'secrets'] as const;
        const union = names.reduce((marks, name) => marks | examineText(text, { ...none, [name]: true }), 0);
        expect(examineText(text, all)).toBe(union);
      }),
    );
  });
});

/** Set; texts that are damaged there: all 30 have quotes, apostrophes or dashes of Windows-1252 read as Latin-1. */
const SETS = [
  ['newsgroups-sport', 0],
  ['sms-spam', 30],
  ['trec-coarse', 0],
  ['banking77', 0],
  ['tweet-emotion', 0],
  ['ko-nsmc', 0],
] as const;

describe('on real text', () => {
  for (const [set, damaged] of SETS) {
    (hasDataSet(`${set}.train`) ? test : test.skip)(`${set} has ${damaged} damaged texts and no secrets`, () => {
      const { encodingDamage, secrets } = all;
      const marked = readLabelledTexts(`${set}.train`).filter(({ text }) =>
        examineText(text, { ...none, encodingDamage, secrets }),
      );
      expect(marked).toHaveLength(damaged);
    });
  }
});
