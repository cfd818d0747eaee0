import { hash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type PromptForm, USUAL_PROMPT_FORM } from '../../../../core/contract/example-format.ts';
import { readExample, writeExample } from '../../../../core/contract/example-row.ts';
import { type LineFormat, Lines } from '../../../../core/dataset/output/line-format.ts';
import { LineWriter } from '../../../../core/dataset/output/line-writer.ts';
import { SEPARATORS } from '../../../../core/dataset/records/separators.ts';
import { memoryScratch, readPieces, type ScratchFile } from '../../../../core/dataset/scratch.ts';
import { recordsOf, startsOf } from '../records/some-records.ts';

async function contentOf(file: ScratchFile): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of readPieces(file)) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

async function writeLines(texts: readonly string[], answers: readonly string[], format: LineFormat): Promise<string[]> {
  const records = recordsOf(texts.map((text) => ({ text, label: '' })));
  const writer = new LineWriter(await memoryScratch().open('lines'));
  const lines = new Lines(
    format,
    answers.map((answer) => ({ label: answer, answer })),
  );
  for (const [index, at] of startsOf(records).entries()) await lines.write(writer, records, at, index % answers.length);
  const { file, rows } = await writer.finish();
  expect(rows).toBe(texts.length);
  const written = (await contentOf(file)).split('\n');
  expect(written.pop()).toBe('');
  return written;
}

/** What stands for the text while the rest of a line is written is a text, and an answer, like any other. */
const some = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }).filter((text) => text.isWellFormed()),
  fc.constantFrom('@@text@@', 'x @@text@@ y @@text@@', '\u2028', '"', '\\', '$&', ''),
);
const texts = fc.array(some, { minLength: 1, maxLength: 6 });
const answers = fc.uniqueArray(some, { minLength: 1, maxLength: 3 });

describe('a line is what the contract writes', () => {
  test('in chat format', async () => {
    await fc.assert(
      fc.asyncProperty(texts, answers, async (written, answered) => {
        const format: LineFormat = { format: 'chat', form: USUAL_PROMPT_FORM, separatorPresent: false };
        const expected = written.map((text, index) => ({ text, answer: answered[index % answered.length] ?? '' }));
        const lines = await writeLines(written, answered, format);
        expect(lines).toEqual(expected.map(({ answer, text }) => JSON.stringify(writeExample('chat', text, answer))));
        expect(lines.map((line) => readExample(line))).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test('in completion format, in whatever form', async () => {
    const form: fc.Arbitrary<PromptForm> = fc.record({
      separator: fc.constantFrom(...SEPARATORS),
      lowerCase: fc.boolean(),
      prefix: fc.constantFrom('', 'about "it": '),
    });
    await fc.assert(
      fc.asyncProperty(texts, answers, form, async (written, answered, chosen) => {
        const begun = written.map((text, index) => (index % 3 === 2 ? text : `About "it": ${text}`));
        const format: LineFormat = { format: 'completion', form: chosen, separatorPresent: false };
        const expected = begun.map((text, index) =>
          JSON.stringify(writeExample('completion', text, answered[index % answered.length] ?? '', chosen)),
        );
        expect(await writeLines(begun, answered, format)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test('with the separator that the texts have already', async () => {
    for (const lowerCase of [false, true]) {
      const format = {
        format: 'completion',
        form: { separator: ' ->', lowerCase, prefix: '' },
        separatorPresent: true,
      } as const;
      const [line = ''] = await writeLines(['Whose? ->'], ['a'], format);
      expect(JSON.parse(line)).toEqual({ prompt: lowerCase ? 'whose? ->' : 'Whose? ->', completion: ' a' });
    }
  });
});

describe('a writer of lines', () => {
  test('writes what it was given, whatever the length, and hashes it', async () => {
    const lengths = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.nat({ max: 90_000 }) },
        { weight: 1, arbitrary: fc.integer({ min: 1_048_500, max: 1_048_600 }) },
        { weight: 1, arbitrary: fc.constant(2_500_000) },
      ),
      { maxLength: 25 },
    );
    await fc.assert(
      fc.asyncProperty(lengths, async (sizes) => {
        const writer = new LineWriter(await memoryScratch().open('lines'));
        const expected: Buffer[] = [];
        for (const [row, size] of sizes.entries()) {
          const [before, behind] = [Buffer.from(`<${row}`), Buffer.from('>\n')];
          const text = Buffer.alloc(size + 2, `${row}`);
          await writer.add(before, text, 1, 1 + size, behind);
          expected.push(before, Buffer.from(text.subarray(1, 1 + size)), behind);
          // What was written may be used for something else: nothing of it may be looked at later.
          text.fill(0);
        }
        const { file, rows, sha256 } = await writer.finish();
        const all = Buffer.concat(expected);
        expect(rows).toBe(sizes.length);
        expect(file.size).toBe(all.length);
        expect(Buffer.from(await contentOf(file)).equals(all)).toBe(true);
        expect(sha256).toBe(hash('sha256', all));
      }),
      { numRuns: 15 },
    );
  });

  test('writes an empty file when there is no line', async () => {
    const writer = new LineWriter(await memoryScratch().open('lines'));
    expect(await writer.finish()).toMatchObject({ rows: 0, sha256: hash('sha256', '') });
  });
});
