import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shapeOf } from '../../../../core/dataset/columns/shape.ts';
import { hashText } from '../../../../core/dataset/hash-text.ts';
import { normaliseText } from '../../../../core/dataset/normalise-text.ts';
import { parseJsonLine } from '../../../../core/dataset/reading/json-lines.ts';
import { Measurer } from '../../../../core/dataset/records/measure.ts';
import type { MeasuringPlan } from '../../../../core/dataset/records/measuring-plan.ts';
import { FLAGS, HEAD_BYTES, recordLength } from '../../../../core/dataset/records/record.ts';
import { findSeparators, SEPARATORS } from '../../../../core/dataset/records/separators.ts';
import { examineText } from '../../../../core/dataset/text-checks/text-facts.ts';
import { describeRecords, plan, recordsOf } from './some-records.ts';

const measure = (lines: string | Buffer, changed: Partial<MeasuringPlan> = {}) => {
  const { records, ...rest } = new Measurer({ ...plan, ...changed }).measure({
    lines: Buffer.from(lines),
    offset: 1000,
  });
  return { ...rest, records: describeRecords(Buffer.from(records)) };
};

/** Texts of all kinds: plain ones, ones with escapes, ones beyond ASCII, ones that hold what is looked for. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abcXYZ 019.-=#>"\\/\n\t\r\b\f'.split('')), maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }).filter((some) => some.isWellFormed()),
  fc.constantFrom(
    ...SEPARATORS.map((separator) => `Text${separator}end`),
    'write to jane@example.org',
    'a '.repeat(30),
  ),
);

describe('a record', () => {
  test('says everything about its text', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), (texts) => {
        const records = describeRecords(recordsOf(texts.map((one) => ({ text: one, label: 'x' }))));
        expect(records.map((record) => record.text)).toEqual(texts);
        for (const [row, record] of records.entries()) {
          const one = texts[row] ?? '';
          const cased = [...one].filter(
            (letter) => /\p{L}/u.test(letter) && /[\p{Uppercase}\p{Lowercase}]/u.test(letter),
          );
          expect(record).toMatchObject({
            row,
            label: 0,
            hash: hashText(one),
            units: one.length,
            marks: examineText(one, plan.detectors),
            separators: findSeparators(one),
            letters: cased.length,
            upper: cased.filter((letter) => /\p{Uppercase}/u.test(letter)).length,
            json: JSON.stringify(one),
          });
          expect((record.flags & FLAGS.empty) !== 0).toBe(normaliseText(one) === '');
          expect((record.flags & (FLAGS.train | FLAGS.heldOut)) !== 0).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('is its head and its text, and nothing between it and the next one', () => {
    const records = recordsOf([
      { text: 'a', label: 'x' },
      { text: 'äö', label: 'y' },
    ]);
    expect(recordLength(records, 0)).toBe(HEAD_BYTES + 3);
    expect(records).toHaveLength(2 * HEAD_BYTES + 3 + 6);
    expect(describeRecords(records).map(({ label, row }) => [row, label])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  test('has a side where the file has one, and none of what was not asked for', () => {
    const [trained] = describeRecords(recordsOf([{ text: 'A jane@example.org', label: 'x' }], { side: 'train' }));
    expect((trained?.flags ?? 0) & (FLAGS.train | FLAGS.heldOut)).toBe(FLAGS.train);
    const nothing = { detectors: { ...plan.detectors, personalData: false }, promptFacts: false, sign: false };
    const long = { text: `A jane@example.org ->${' word'.repeat(40)} x`, label: 'x' };
    const [held] = describeRecords(recordsOf([long], { side: 'validation', ...nothing }));
    expect(held).toMatchObject({
      flags: FLAGS.heldOut,
      marks: 0,
      letters: 0,
      upper: 0,
      separators: 0,
      signature: null,
    });
    expect(describeRecords(recordsOf([long]))[0]).toMatchObject({ flags: FLAGS.signed, upper: 1 });
  });
});

/** Lines as other programs write them: spaces, other columns, escapes, damage. */
const cell = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
const object = fc.record(
  { text: cell, label: fc.oneof(fc.constantFrom('a', ' b', 'ü', 'a"b', ''), cell), id: cell, 'x "y"': cell },
  { requiredKeys: [] },
);
const line = fc.oneof(
  { weight: 6, arbitrary: object.map((row) => JSON.stringify(row)) },
  { weight: 2, arbitrary: object.map((row) => JSON.stringify(row, null, '\t').replaceAll('\n', ' ')) },
  {
    weight: 1,
    arbitrary: object.map((row) =>
      JSON.stringify(row).replace(/[a-z]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      '  ',
      '{',
      '[]',
      '{"text":"a","label":"b"} x',
      '{"text":"a","label":"b",}',
      '{"text":"a" "label":"b"}',
      '{"text":"\\ud800","label":"b"}',
      '{"text":"a","label":"b","text":"c"}',
      '{"label":["a","b"],"text":"c"}',
      '{"text":"a\tb","label":"c"}',
      '{"text":"a","label":"\\u0041"}',
      '{"text":"a","label":"b"}\r',
      '{"__proto__":{"text":"x"},"label":"b"}',
      '{"text":{"text":"a"},"label":"b"}',
      '{"text":"x\\n\\n###\\n\\n","label":" b"}',
      '{"text":"a","label":01}',
      '{"text":"a","label":"b","n":1e}',
    ),
  },
);

/** The same lines with prompts and completions. */
const renamed = (lines: Buffer) =>
  Buffer.from(lines.toString('utf8').replaceAll('"text":', '"prompt":').replaceAll('"label":', '"completion":'));

function* linesOf(content: Buffer): Generator<Buffer> {
  for (let from = 0; from < content.length; ) {
    const found = content.indexOf('\n', from);
    const end = found === -1 ? content.length : found;
    yield content.subarray(from, end);
    from = end + 1;
  }
}

describe('lines of JSON', () => {
  const bytes = fc.array(line, { maxLength: 10 }).chain((lines) =>
    fc.record({
      content: fc.constant(Buffer.from(lines.join('\n'))),
      damage: fc.option(fc.nat({ max: Math.max(0, Buffer.byteLength(lines.join('\n')) - 1) })),
    }),
  );

  test.each([false, true])(
    'come to what parsing each of them by itself comes to (prompts of an earlier preparation: %s)',
    (marked) => {
      const names = marked ? { text: ['prompt'], label: 'completion' } : { text: ['text'], label: 'label' };
      const shape = { kind: 'columns', ...names, marked, why: '', unused: [] } as const;
      const { extract } = shapeOf(shape);
      fc.assert(
        fc.property(bytes, ({ content: written, damage }) => {
          const content = marked ? renamed(written) : Buffer.from(written);
          if (damage !== null && content.length > 0) content[damage] = 0xff;
          const seen = measure(content, { shape });
          const texts: { row: number; text: string; label: string }[] = [];
          const broken: { row: number; reason?: string }[] = [];
          let severalLabels: number | null = null;
          let rows = 0;
          for (const line of linesOf(content)) {
            const read = parseJsonLine(line, plan.wrongBytes);
            if (!read) continue;
            const taken = 'broken' in read ? read : extract(read.cells);
            if ('severalLabels' in taken) severalLabels ??= rows;
            else if ('broken' in taken) broken.push({ row: rows, reason: taken.broken });
            else if (taken.text.isWellFormed() && taken.label.isWellFormed()) texts.push({ row: rows, ...taken });
            else broken.push({ row: rows });
            rows += 1;
          }
          expect(
            seen.records.map(({ label, row, text: one }) => ({ row, text: one, label: seen.labels[label] })),
          ).toEqual(texts);
          expect(seen.broken).toMatchObject(broken);
          expect(seen).toMatchObject({ rows, severalLabels });
        }),
        { numRuns: 400 },
      );
    },
  );

  test('give plain ones and others the same records', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), (texts) => {
        const rows = texts.map((one) => ({ text: one, label: 'x' }));
        const plain = measure(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
        // The damage to the last line's bytes has all lines parsed.
        const damaged = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
        const parsed = measure(Buffer.concat([Buffer.from(damaged), Buffer.from([0xff])]));
        expect(parsed.records).toEqual(plain.records);
        expect(parsed.broken).toEqual([
          { row: rows.length, reason: plan.wrongBytes, offset: 1000 + Buffer.byteLength(damaged) },
        ]);
      }),
    );
  });

  test('that are broken are told with their place in the file', () => {
    const { broken, rows } = measure('{"text":"a","label":"b"}\n\n  {\n{"text":"\\udc00","label":"b"}\n[]');
    expect(rows).toBe(4);
    expect(broken.map(({ offset, row }) => [row, offset])).toEqual([
      [1, 1026],
      [2, 1030],
      [3, 1060],
    ]);
  });

  test('are forgotten with the next block', () => {
    const measurer = new Measurer(plan);
    measurer.measure({
      lines: Buffer.from('{\n{"text":"a","label":"b"}\n{"text":"a","label":["c","d"]}\n'),
      offset: 0,
    });
    const { broken, labels, records, rows, severalLabels } = measurer.measure({
      lines: Buffer.from('{"text":"x","label":"y"}'),
      offset: 0,
    });
    expect({ broken, labels, rows, severalLabels }).toEqual({
      broken: [],
      labels: ['y'],
      rows: 1,
      severalLabels: null,
    });
    expect(describeRecords(records).map((record) => record.text)).toEqual(['x']);
  });
});
