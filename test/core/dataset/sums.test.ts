import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeExample } from '../../../core/contract/example-row.ts';
import type { PreparedDataset } from '../../../core/dataset/prepare.ts';
import { isLabelsmithError } from '../../../core/errors.ts';
import { memorySource, prepareText, rawLinesOf, somePairs } from './memory-source.ts';
import { anyChecks, type MixedRow, mixedRows, suspectEveryThird, WRITERS } from './mixed-rows.ts';

/** Enough good rows of two labels for no file to be refused, whatever the others are. */
const BASE: readonly MixedRow[] = somePairs(24);
const names = Object.keys(WRITERS);

/** Every row of the files, and what has become of it, must come to the same. */
async function expectNothingLost(rows: readonly MixedRow[], prepared: PreparedDataset): Promise<void> {
  const { dataset, preparation, train, validation } = prepared;
  const removed = Object.values(preparation.removed).flat();
  const gone = new Set(removed);
  expect(gone.size).toBe(removed.length);
  expect(preparation.examples).toBe(rows.length);
  expect(train.rows + validation.rows + removed.length).toBe(rows.length);
  expect(gone.isSubsetOf(new Set(rows.keys()))).toBe(true);

  const answers = new Map(dataset.labels.map(({ answer, label }) => [label, answer]));
  const expected = rows.flatMap((row, index) => {
    if (gone.has(index)) return [];
    if (row === 'broken') return [`row ${index} is broken and not removed`];
    const answer = answers.get(row.label) ?? 'a label without an answer';
    return [JSON.stringify(writeExample(dataset.format, row.text, answer, dataset.promptForm))];
  });
  const written = [...(await rawLinesOf(train)), ...(await rawLinesOf(validation))];
  expect(written.sort()).toEqual(expected.sort());
}

const formats = fc.constantFrom('chat' as const, 'completion' as const);

describe('every row is trained on, held out, or removed by one check; and written as the examples it holds', () => {
  test.each(names)('in %s, whatever the checks do', async (name) => {
    await fc.assert(
      fc.asyncProperty(mixedRows(), formats, anyChecks, async (some, format, checks) => {
        const rows = [...BASE, ...some];
        const content = WRITERS[name]?.(rows) ?? '';
        await expectNothingLost(
          rows,
          await prepareText(name, content, { format, checks }, { audit: suspectEveryThird }),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('in the first rows of a file, when there is a limit', async () => {
    const limits = fc.integer({ min: BASE.length, max: 60 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), mixedRows(), formats, limits, async (name, some, format, limit) => {
        const rows = [...BASE, ...some];
        const content = WRITERS[name]?.(rows) ?? '';
        const prepared = await prepareText(name, content, { format, limit, checks: { 'broken-row': 1 } });
        await expectNothingLost(rows.slice(0, limit), prepared);
      }),
      { numRuns: 30 },
    );
  });

  test('in two files, when the second one is the test set', async () => {
    const files = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names));
    await fc.assert(
      fc.asyncProperty(
        files,
        mixedRows(20),
        mixedRows(20),
        formats,
        anyChecks,
        async (named, some, own, format, checks) => {
          const [rows, test] = [
            [...BASE, ...some],
            [...BASE.slice(0, 4), { text: 'for the test', label: 'odd' }, ...own],
          ];
          const [content, testContent] = [WRITERS[named[0]]?.(rows) ?? '', WRITERS[named[1]]?.(test) ?? ''];
          const validation = memorySource(named[1], testContent);
          const options = { format, checks, validation };
          await expectNothingLost(
            [...rows, ...test],
            await prepareText(named[0], content, options, { audit: suspectEveryThird }),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  test('in a file with a split column', async () => {
    const sides = fc.infiniteStream(fc.constantFrom('train' as const, 'validation' as const));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        mixedRows(),
        sides,
        formats,
        anyChecks,
        async (name, some, side, format, checks) => {
          const rows = [...BASE, ...some].map((row, index) =>
            row === 'broken'
              ? row
              : {
                  ...row,
                  split: index < 2 ? ('train' as const) : index < 4 ? ('validation' as const) : side.next().value,
                },
          );
          const prepared = await prepareText(
            name,
            WRITERS[name]?.(rows) ?? '',
            { format, checks },
            { audit: suspectEveryThird },
          );
          await expectNothingLost(rows, prepared);
          for (const [file, said] of [
            [prepared.train, 'train'],
            [prepared.validation, 'validation'],
          ] as const) {
            const texts = new Set(rows.flatMap((row) => (row !== 'broken' && row.split === said ? [row.text] : [])));
            for (const line of await rawLinesOf(file))
              expect([...texts].some((text) => line.includes(JSON.stringify(text).slice(0, -1)))).toBe(true);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

test('what is refused is refused for its rows, however few of them there are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      mixedRows(14),
      formats,
      anyChecks,
      async (name, rows, format, checks) => {
        try {
          await expectNothingLost(
            rows,
            await prepareText(name, WRITERS[name]?.(rows) ?? '', { format, checks }, { audit: suspectEveryThird }),
          );
        } catch (error) {
          if (!isLabelsmithError(error, 'UnusableSource')) throw error;
        }
      },
    ),
    { numRuns: 100 },
  );
});
