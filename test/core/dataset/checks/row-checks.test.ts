import { describe, expect, test } from '@jest/globals';
import { CHECK_IDS, CHECKS, type CheckId, type CheckRule, checkSettings } from '../../../../core/contract/checks.ts';
import type { Check } from '../../../../core/contract/dataset.ts';
import type { PrepareOptions } from '../../../../core/dataset/prepare.ts';
import { type Pair, prepareRows, prepareText, rawLinesOf, somePairs, toJsonLines } from '../memory-source.ts';

const BASE = somePairs(40);
const FIRST = BASE.length;

/** What is wrong with rows behind the good ones, by the check that says so; the rows it finds, counted from the first. */
const CASES: readonly (readonly [CheckId, string, readonly Pair[], readonly number[], string])[] = [
  ['empty-text', 'white space', [{ text: ' \n\u3000', label: 'odd' }], [0], 'without a text'],
  [
    'without-content',
    'a quotation and an address',
    [
      { text: '> what you said', label: 'odd' },
      { text: 'see http://example.org/', label: 'odd' },
      { text: 'http://example.org/', label: 'odd' },
    ],
    [0, 2],
    'nothing but headers',
  ],
  [
    'encoding-damage',
    'characters lost and misread',
    [
      { text: 'caf\ufffd au lait', label: 'odd' },
      { text: 'cafÃ© au lait', label: 'odd' },
      { text: 'café au lait', label: 'odd' },
    ],
    [0, 1],
    'replacement characters in 1, characters read in the wrong encoding in 1',
  ],
  [
    'control-characters',
    'a bell',
    [
      { text: 'ring\u0007 the bell', label: 'odd' },
      { text: 'a\ttab and\na line', label: 'odd' },
    ],
    [0],
    'control or invisible',
  ],
  [
    'contradictory-labels',
    'one text with two labels',
    [
      { text: 'hot dog', label: 'odd' },
      { text: 'HOT  DOG', label: 'even' },
      { text: 'cold dog', label: 'even' },
    ],
    [0, 1],
    '1 text with different labels, in 2 rows',
  ],
  [
    'personal-data',
    'an address and a card',
    [
      { text: 'write to jane@example.org now', label: 'odd' },
      { text: 'paid with 4111 1111 1111 1111, said joe@example.org', label: 'odd' },
    ],
    [0, 1],
    'e-mail addresses in 2, card numbers in 1',
  ],
  [
    'secrets',
    'a key and a password',
    [
      { text: 'the key is AKIAIOSFODNN7REALKEY ok', label: 'odd' },
      { text: 'see https://joe:hunter2@example.org/', label: 'odd' },
    ],
    [0, 1],
    'keys of services in 1, passwords in addresses in 1',
  ],
];

const found = (checks: readonly Check[], id: CheckId) => checks.find((check) => check.id === id);
const shifted = (rows: readonly number[]) => rows.map((row) => FIRST + row);

describe.each(CASES)('%s', (id, _, rows, hits, message) => {
  const all = [...BASE, ...rows];
  const run = async (options: Partial<PrepareOptions>) => {
    const { preparation, train, validation } = await prepareRows(all, options);
    return { ...preparation, written: train.rows + validation.rows };
  };

  test('reports its rows, and leaves them where they are', async () => {
    for (const format of ['chat', 'completion'] as const) {
      const { checks, removed, written } = await run({ format, checks: { [id]: 'report' } });
      expect(found(checks, id)).toEqual({
        id,
        severity: 'warning',
        message: expect.stringContaining(message),
        rows: shifted(hits),
        action: 'none',
      });
      expect(removed[id]).toBeUndefined();
      expect(written + Object.values(removed).flat().length).toBe(all.length);
    }
  });

  test('removes its rows, and no others', async () => {
    for (const format of ['chat', 'completion'] as const) {
      const { checks, removed, written } = await run({ format, checks: { [id]: 'remove' } });
      expect(removed).toEqual({ [id]: shifted(hits) });
      expect(found(checks, id)).toMatchObject({ action: 'removed', message: expect.stringContaining(message) });
      expect(written).toBe(all.length - hits.length);
    }
  });

  test('says and does nothing when it is off', async () => {
    const { checks, removed } = await run({ checks: { [id]: 'off' } });
    expect(found(checks, id)).toBeUndefined();
    expect(removed).toEqual({});
  });

  test('does what the table of checks says when nobody says otherwise', async () => {
    for (const format of ['chat', 'completion'] as const) {
      const { checks } = await run({ format });
      const usual: CheckRule = CHECKS[id];
      expect(found(checks, id)?.action).toBe(usual[format] === 'remove' ? 'removed' : 'none');
    }
  });
});

test('a row is removed by the first check that finds it unfit, and stands under that one only', async () => {
  const both = { text: '> ring\u0007', label: 'odd' };
  const checks = { 'control-characters': 'remove', 'without-content': 'remove' } as const;
  expect((await prepareRows([...BASE, both], { checks })).preparation.removed).toEqual({ 'without-content': [FIRST] });
  const { preparation } = await prepareRows([...BASE, both], { checks: { ...checks, 'without-content': 'report' } });
  expect(preparation.removed).toEqual({ 'control-characters': [FIRST] });
});

test('a row without a label is removed for that, whatever else is wrong with it', async () => {
  const { preparation } = await prepareRows([...BASE, { text: '', label: '\u00a0' }]);
  expect(preparation.removed).toEqual({ 'empty-label': [FIRST] });
});

describe('duplicates', () => {
  const rows = [...BASE, { text: 'twice', label: 'odd' }, { text: 'twice', label: 'odd' }];

  test('are kept where the check is off', async () => {
    const { preparation, train, validation } = await prepareRows(rows, { checks: { duplicate: 'off' } });
    expect(preparation.removed).toEqual({});
    expect(train.rows + validation.rows).toBe(42);
    const sides = [await rawLinesOf(train), await rawLinesOf(validation)];
    expect(sides.map((lines) => lines.filter((line) => line.includes('"twice"')).length).sort()).toEqual([0, 2]);
  });

  test('are looked for among the rows that other checks leave', async () => {
    const damaged = [
      { text: 'twice\u0007', label: 'odd' },
      { text: 'Twice\u0007', label: 'odd' },
    ];
    const { removed } = (await prepareRows([...rows, ...damaged], { checks: { 'control-characters': 'remove' } }))
      .preparation;
    expect(removed).toEqual({ 'control-characters': [42, 43], duplicate: [41] });
  });
});

describe('long texts', () => {
  const long = { text: 'long '.repeat(100), label: 'odd' };

  test('are those over the threshold, in characters of text and label together', async () => {
    const removedAt = async (threshold: number) =>
      (await prepareRows([...BASE, long], { format: 'completion', checks: { 'long-text': threshold } })).preparation
        .removed;
    expect(await removedAt(502)).toEqual({ 'long-text': [FIRST] });
    expect(await removedAt(503)).toEqual({});
  });

  test('are only reported where the settings say so', async () => {
    const checks = { 'long-text': { action: 'report', threshold: 100 } } as const;
    const { checks: said, removed } = (await prepareRows([...BASE, long], { format: 'completion', checks }))
      .preparation;
    expect(removed).toEqual({});
    expect(found(said, 'long-text')).toMatchObject({
      rows: [FIRST],
      action: 'none',
      message: expect.stringContaining('more than 100 characters'),
    });
  });
});

test('a broken row is reported with its row, its byte and the reason', async () => {
  const content = `${toJsonLines(BASE)}{"text": \n`;
  const { preparation } = await prepareText('a.jsonl', content);
  expect(preparation.checks[0]).toEqual({
    id: 'broken-row',
    severity: 'warning',
    message: `1 row could not be read: row 40 (at byte ${Buffer.byteLength(toJsonLines(BASE))}) is not valid JSON`,
    rows: [40],
    action: 'removed',
  });
});

test('the report has the checks in the order of their table, each once', async () => {
  const all = [
    ...BASE,
    ...CASES.flatMap(([, , rows]) => rows),
    { text: 'x', label: 'rare' },
    { text: 'y', label: 'Odd' },
  ];
  const ids = (await prepareRows(all, { checks: { 'few-examples': 1000 } })).preparation.checks.map(({ id }) => id);
  expect(ids).toEqual(CHECK_IDS.filter((id) => ids.includes(id)));
  expect(ids.length).toBeGreaterThan(10);
});

test.each<[unknown, string | null]>([
  [{ duplicate: 'remove', 'rare-class': 5, 'long-text': { action: 'report', threshold: 100 } }, null],
  [{ 'broken-row': 'off' }, '"off" is not offered here: expected "remove"'],
  [{ 'rare-class': 'remove' }, 'expected "off" or "report"'],
  [{ duplicate: 3 }, 'this check compares with no number'],
  [{ duplicates: 'off' }, 'Unrecognized key'],
  [{ 'rare-class': -1 }, 'expected'],
])('settings of %j are read, or refused with what is offered', (given, fault) => {
  const { error } = checkSettings.safeParse(given);
  if (fault === null) expect(error).toBeUndefined();
  else expect(error?.message.replaceAll('\\"', '"')).toContain(fault);
});
