import { describe, expect, test } from '@jest/globals';
import { readExample } from '../../../../core/contract/example-row.ts';
import { hashText } from '../../../../core/dataset/hash-text.ts';
import type { PrepareOptions } from '../../../../core/dataset/prepare.ts';
import { contentOf, prepareRows, prepareText, rawLinesOf, somePairs, toDelimited } from '../memory-source.ts';

/** Each with what stands for it in the output. */
const PRIVATE = [
  ['jane.doe@example.org', '[email]'],
  ['+44 20 7946 0958', '[phone]'],
  ['4111 1111 1111 1111', '[card]'],
  ['DE89 3704 0044 0532 0130 00', '[iban]'],
  ['AKIAIOSFODNN7REALKEY', '[key]'],
] as const;

const rows = [
  ...somePairs(40),
  ...PRIVATE.map(([secret], n) => ({
    text: `about "${n}" it is ${secret} they say`,
    label: n % 2 === 0 ? 'even' : 'odd',
  })),
];

async function run(options: Partial<PrepareOptions>) {
  const prepared = await prepareRows(rows, options);
  const lines = [...(await rawLinesOf(prepared.train)), ...(await rawLinesOf(prepared.validation))];
  return { ...prepared, lines, all: lines.join('\n') };
}

describe('masking', () => {
  test.each(['chat', 'completion'] as const)(
    'writes placeholders in %s format, and nothing else is changed',
    async (format) => {
      const { all, dataset, lines } = await run({ format, mask: true });
      expect(lines).toHaveLength(rows.length);
      const texts = lines.map((line) => readExample(line, dataset.promptForm).text);
      for (const [n, [secret, placeholder]] of PRIVATE.entries()) {
        expect(all).not.toContain(secret);
        expect(texts).toContain(`about "${n}" it is ${placeholder} they say`);
      }
      for (const { text } of somePairs(40)) expect(texts).toContain(text);
    },
  );

  test('is not done unless it is asked for', async () => {
    const { all } = await run({});
    for (const [secret] of PRIVATE) expect(all).toContain(secret);
  });

  test('is done where the checks are off, and then nothing is said', async () => {
    const { all, preparation } = await run({ mask: true, checks: { 'personal-data': 'off', secrets: 'off' } });
    for (const [secret] of PRIVATE) expect(all).not.toContain(secret);
    expect(preparation.checks.some(({ id }) => id === 'personal-data' || id === 'secrets')).toBe(false);
  });

  test('comes before the hash: texts that differ in what is masked count as one', async () => {
    const twins = ['jane@example.org', 'joe@example.net'].map((address) => ({ text: `ask ${address}`, label: 'odd' }));
    const { dataset, preparation, train, validation } = await prepareRows([...somePairs(40), ...twins], { mask: true });
    expect(preparation.removed).toEqual({ duplicate: [41] });
    expect(train.rows + validation.rows).toBe(41);
    const held = (await rawLinesOf(validation)).map((line) => readExample(line, dataset.promptForm).text);
    expect(held.includes('ask [email]')).toBe(hashText('ask [email]') < '3');
  });

  test('is the same for lines of JSON as for rows of a table', async () => {
    const table = await prepareText('rows.csv', toDelimited(rows), { mask: true });
    expect(await contentOf(table)).toEqual(await contentOf(await run({ mask: true })));
  });
});

describe('the report', () => {
  test.each([false, true])('tells where what was found, and never what it was (masked: %s)', async (mask) => {
    const { dataset, preparation } = await run({ mask });
    const check = (id: string) => preparation.checks.find((one) => one.id === id);
    expect(check('personal-data')).toMatchObject({
      rows: [40, 41, 42, 43],
      message: expect.stringContaining(
        '4 rows with personal data: e-mail addresses in 1, phone numbers in 1, card numbers in 1, IBANs in 1',
      ),
      action: mask ? 'changed' : 'none',
    });
    expect(check('secrets')).toMatchObject({
      rows: [44],
      message: expect.stringContaining('1 row with what looks like a password or a key: keys of services in 1'),
    });
    const said = JSON.stringify([dataset, preparation]);
    for (const [secret] of PRIVATE) expect(said).not.toContain(secret);
  });
});
