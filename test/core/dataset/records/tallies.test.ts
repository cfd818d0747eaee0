import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ClassTallies } from '../../../../core/dataset/records/class-tally.ts';
import { GrowingList } from '../../../../core/dataset/records/growing-list.ts';
import { LabelTable } from '../../../../core/dataset/records/label-table.ts';
import { PromptTally } from '../../../../core/dataset/records/prompt-tally.ts';
import { SEPARATORS } from '../../../../core/dataset/records/separators.ts';
import { recordsOf, startsOf } from './some-records.ts';

describe('the tally of a class', () => {
  test('knows its size, its held-out examples, its first rows, and the examples of its lowest and highest text', () => {
    const examples = fc.array(fc.record({ label: fc.nat({ max: 2 }), next: fc.boolean(), heldOut: fc.boolean() }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(examples, fc.integer({ min: 1, max: 5 }), (some, mostRows) => {
        const tallies = new ClassTallies(mostRows);
        let text = 0;
        const all = some.map(({ heldOut, label, next }, ordinal) => {
          if (next) text += 1;
          return { label, heldOut, text, ordinal, row: 100 - ordinal };
        });
        for (const { label, ...one } of all) tallies.add(label, one);
        expect(tallies.labels().sort()).toEqual([...new Set(all.map(({ label }) => label))].sort());
        for (const label of tallies.labels()) {
          const own = all.filter((one) => one.label === label);
          const ordinalsOf = (place: number) =>
            own.filter((one) => one.text === own.at(place)?.text).map(({ ordinal }) => ordinal);
          expect(tallies.get(label)).toMatchObject({
            kept: own.length,
            heldOut: own.filter(({ heldOut }) => heldOut).length,
            rows: own.slice(0, mostRows).map(({ row }) => row),
            lowest: ordinalsOf(0),
            highest: ordinalsOf(-1),
          });
        }
      }),
    );
  });

  test('of a class that is not there is none', () => {
    expect(new ClassTallies(1).get(0)).toBeUndefined();
  });
});

describe('the tally of prompts', () => {
  const tally = (texts: readonly string[]) => {
    const prompts = new PromptTally();
    const records = recordsOf(texts.map((text) => ({ text, label: 'x' })));
    for (const at of startsOf(records)) prompts.add(records, at);
    return prompts;
  };
  const character = fc.constantFrom(
    'a',
    'b',
    'é',
    'è',
    '😀',
    '😁',
    '\n',
    '\t',
    '"',
    '\\',
    '\u0001',
    '\u001f',
    '\u2028',
    'u',
    '0',
  );
  const some = fc.string({ unit: character, maxLength: 8 });

  test('finds what all texts begin with, in whole characters', () => {
    fc.assert(
      fc.property(some, fc.array(some, { minLength: 2, maxLength: 5 }), (beginning, rests) => {
        const texts = rests.map((rest) => beginning + rest);
        let expected = '';
        for (const [place, one] of [...(texts[0] ?? '')].entries()) {
          if (!texts.every((text) => [...text][place] === one)) break;
          expected += one;
        }
        // Nothing is taken off where a text would be left without anything.
        expect(tally(texts).prefix(-1)).toBe(texts.includes(expected) ? '' : expected);
      }),
      { numRuns: 300 },
    );
  });

  test('says nothing of a beginning that is not longer than was asked for, nor of a single text’s', () => {
    const prompts = tally(['😀😀😀a', '😀😀😀b']);
    expect([prompts.prefix(2), prompts.prefix(3)]).toEqual(['😀😀😀', '']);
    expect(tally(['😀😀😀a']).prefix(1)).toBe('');
    expect(tally([]).prefix(-1)).toBe('');
  });

  test('takes the separator that all texts end with, else the first that none holds', () => {
    const piece = fc.oneof(some, fc.constantFrom(...SEPARATORS, '\n\n###\n', '\n\n===>', '->'));
    const written = fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(
        fc.array(written, { minLength: 1, maxLength: 4 }),
        fc.option(fc.constantFrom(...SEPARATORS)),
        (begun, end) => {
          const texts = begun.map((text) => `${text}${end ?? ''}`);
          const present = SEPARATORS.find((separator) => texts.every((text) => text.endsWith(separator)));
          const free = SEPARATORS.find((separator) => !texts.some((text) => text.includes(separator)));
          expect(tally(texts).separator()).toEqual({
            separator: present ?? free ?? SEPARATORS[0],
            present: present !== undefined,
          });
        },
      ),
      { numRuns: 300 },
    );
    // A backslash and an n before a line feed end in the same bytes of JSON as two line feeds.
    const alike = ['a\\n\n###\n\n', 'b\\n\n###\n\n'];
    expect(tally(alike).separator()).toEqual({ separator: SEPARATORS[0], present: false });
    expect(tally([]).separator()).toEqual({ separator: SEPARATORS[0], present: false });
  });

  test('counts capital letters among those that have a case', () => {
    const prompts = tally(['ABc', 'dé한국']);
    expect([prompts.isUpperCase(0.39), prompts.isUpperCase(0.4)]).toEqual([true, false]);
    expect(tally(['123', '한국']).isUpperCase(1 / 3)).toBe(false);
  });
});

test('a table of labels numbers them in the order of their first rows, whatever their names', () => {
  const table = new LabelTable();
  for (const [row, label] of ['b', 'constructor', 'b', '__proto__', '', 'b'].entries())
    table.count(table.numberOf(label, row));
  expect(table.labels).toEqual(['b', 'constructor', '__proto__', '']);
  expect(table.counts).toEqual([3, 1, 1, 1]);
  expect(table.firstRows).toEqual([0, 1, 3, 4]);
});

test('a growing list holds what was pushed, however much it was', () => {
  const list = new GrowingList((length) => new Uint32Array(length));
  for (let number = 0; number < 5000; number += 1) list.push(number * 3);
  expect(list.view()).toEqual(Uint32Array.from({ length: 5000 }, (_, number) => number * 3));
  expect(list.length).toBe(5000);
});
