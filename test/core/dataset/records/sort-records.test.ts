import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hashText } from '../../../../core/dataset/hash-text.ts';
import { sortRecords } from '../../../../core/dataset/records/sort-records.ts';
import { describeRecord, recordsOf, recordWithHash } from './some-records.ts';

const LABELS = ['b', 'a', '\u{1f600}', '\uffee'];
const nameOf = (label: number) => LABELS[label] ?? '';

/** The sorted records' rows. */
const sortedRows = (records: readonly Buffer[]) => {
  const bytes = Buffer.concat(records);
  return [...sortRecords(bytes, nameOf)].map((at) => describeRecord(bytes, at).row);
};

describe('records are sorted', () => {
  test('by the hash of their texts', () => {
    const texts = Array.from({ length: 300 }, (_, n) => `text ${n}`);
    const records = recordsOf(texts.map((text) => ({ text, label: 'a' })));
    const order = [...sortRecords(records, nameOf)].map((at) => describeRecord(records, at));
    expect(order.map(({ text }) => text)).toEqual(texts.toSorted((a, b) => (hashText(a) < hashText(b) ? -1 : 1)));
    expect(order.map(({ hash, text }) => hash === hashText(text))).not.toContain(false);
  });

  test('by all of a hash, its last byte included', () => {
    const hashes = ['00000000000000000000000000000002', '00000000000000000000000000000001', '00000000000001'];
    const records = hashes.map((hash, row) => recordWithHash(hash, { row, text: 'same', label: 0 }));
    expect(sortedRows(records)).toEqual([1, 0, 2]);
  });

  test.each<[string, readonly { text: string; label: number }[], readonly number[]]>([
    [
      'by the names of their labels, and not by their numbers',
      [
        { text: 'x', label: 0 },
        { text: 'x', label: 1 },
      ],
      [1, 0],
    ],
    [
      'by code points of those names',
      [
        { text: 'x', label: 2 },
        { text: 'x', label: 3 },
      ],
      [1, 0],
    ],
    [
      'by label before text',
      [
        { text: 'a', label: 0 },
        { text: 'b', label: 1 },
      ],
      [1, 0],
    ],
    [
      'by text, in the bytes of its JSON',
      [
        { text: 'same b', label: 0 },
        { text: 'same B', label: 0 },
        { text: 'same', label: 0 },
      ],
      [1, 0, 2],
    ],
    [
      'by row when all else is equal',
      [
        { text: 'x', label: 0 },
        { text: 'x', label: 0 },
      ],
      [0, 1],
    ],
  ])('of one hash %s', (_, some, expected) => {
    const records = some.map((one, row) => recordWithHash('0123', { row, ...one }));
    expect(sortedRows(records)).toEqual(expected);
    if (new Set(some.map(({ label, text }) => `${label} ${text}`)).size === some.length) {
      expect(sortedRows(records.toReversed())).toEqual(expected);
    }
  });

  test('in the same order, whatever theirs was', () => {
    const one = fc.record({
      hash: fc.constantFrom('00', '01', '0100000000000001', 'ff'),
      label: fc.nat({ max: 3 }),
      text: fc.constantFrom('', 'a', 'A', 'ab', 'é'),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 20 }), fc.infiniteStream(fc.double({ noNaN: true })), (some, chance) => {
        const records = some.map(({ hash, ...rest }, row) => recordWithHash(hash, { row, ...rest }));
        const shuffled = records.map((record) => ({ record, at: chance.next().value })).sort((a, b) => a.at - b.at);
        expect(sortedRows(shuffled.map(({ record }) => record))).toEqual(sortedRows(records));
      }),
    );
  });

  test('none of them there being, too', () => {
    expect(sortRecords(Buffer.alloc(0), nameOf)).toHaveLength(0);
  });
});
