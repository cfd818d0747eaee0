import { hash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { cutIntoBlocks } from '../../../core/dataset/records/line-blocks.ts';
import { type MeasureBlocks, measureHere, type RowBlock } from '../../../core/dataset/records/measure.ts';
import type { MeasuringPlan } from '../../../core/dataset/records/measuring-plan.ts';
import {
  FLAGS,
  flagsOf,
  recordLength,
  SIGNATURE_LENGTH,
  signatureStart,
} from '../../../core/dataset/records/record.ts';
import { measuringWorkers } from '../../../services/threads/measuring-workers.ts';
import { bytesOf, memorySource, prepareText, toDelimited, toJsonLines } from '../../core/dataset/memory-source.ts';
import { plan } from '../../core/dataset/records/some-records.ts';

/** Texts of about a kilobyte, all different, some with what is looked for, and now and then a broken line. */
const rows = Array.from({ length: 6000 }, (_, n) => ({
  text: `${n} ${'of some length '.repeat(40 + (n % 40))} ${n % 100 === 0 ? 'jane@example.org' : 'é'} ${n}`,
  label: `label ${n % 7}`,
}));
const manyBlocks = toJsonLines(rows).replaceAll('{"text":"77 ', '{"text:"77 ');

async function* piecesOf(text: string): AsyncGenerator<Uint8Array> {
  yield* memorySource('a.jsonl', text, 100_000).open() as AsyncIterable<Uint8Array>;
}

/** A hash of some records. What lies in the place of a signature that was not written means nothing. */
function digest(records: Buffer): string {
  const copy = Buffer.from(records);
  for (let at = 0; at < copy.length; at += recordLength(copy, at)) {
    const start = signatureStart(at);
    if ((flagsOf(copy, at) & FLAGS.signed) === 0) copy.fill(0, start, start + SIGNATURE_LENGTH);
  }
  return hash('sha256', copy);
}

/** Everything that comes out, block by block, taken while it is valid. */
async function measureAll(measure: MeasureBlocks, blocks: AsyncIterable<RowBlock>) {
  const results = [];
  for await (const { records, ...rest } of measure(blocks, plan)) {
    results.push({ ...rest, length: records.length, records: digest(records) });
  }
  return results;
}

describe('blocks measured on several threads', () => {
  test('give what they give on one, in their order', async () => {
    const here = await measureAll(measureHere, cutIntoBlocks(piecesOf(manyBlocks)));
    expect(here.length).toBeGreaterThan(8);
    expect(here.some(({ broken }) => broken.length > 0)).toBe(true);
    for (const threads of [2, 3]) {
      expect(await measureAll(measuringWorkers(threads), cutIntoBlocks(piecesOf(manyBlocks)))).toEqual(here);
    }
  });

  test('may be longer than the room that threads share, and so may their records', async () => {
    const short = toJsonLines(Array.from({ length: 40_000 }, (_, n) => ({ text: `${n}`, label: `${n % 3}` })));
    const long = toJsonLines([{ text: 'long '.repeat(400_000), label: 'a' }]);
    const blocks = () => cutIntoBlocks(piecesOf(`${manyBlocks}${short}${long}${short}${long}`));
    const here = await measureAll(measureHere, blocks());
    // Records of a block that are longer than the room for them, and lines.
    expect(here.some(({ length, rows: many }) => many > 1000 && length > 1024 ** 2)).toBe(true);
    expect(await measureAll(measuringWorkers(2), blocks())).toEqual(here);
  });

  test('may be rows, or too few to be worth a thread', async () => {
    const few = toJsonLines(rows.slice(0, 100));
    expect(await measureAll(measuringWorkers(2), cutIntoBlocks(piecesOf(few)))).toEqual(
      await measureAll(measureHere, cutIntoBlocks(piecesOf(few))),
    );
    const tables = async function* (): AsyncGenerator<RowBlock> {
      for (let from = 0; from < 40; from += 10) {
        yield { rows: rows.slice(from, from + 10).map((cells, row) => ({ row, cells: { ...cells } })) };
      }
    };
    expect(await measureAll(measuringWorkers(2), tables())).toEqual(await measureAll(measureHere, tables()));
    expect(await measureAll(measuringWorkers(2), cutIntoBlocks(piecesOf('')))).toEqual([]);
  });

  test('come to the same dataset', async () => {
    const options = { checks: { 'near-duplicate': 'off', 'near-duplicate-across-split': 'off' } } as const;
    const here = await prepareText('a.jsonl', manyBlocks, options);
    const there = await prepareText('a.jsonl', manyBlocks, options, { measure: measuringWorkers(2) });
    expect(there.dataset).toEqual(here.dataset);
    expect(there.preparation).toEqual(here.preparation);
    expect((await bytesOf(there.train)).equals(await bytesOf(here.train))).toBe(true);
    expect((await bytesOf(there.validation)).equals(await bytesOf(here.validation))).toBe(true);
    const table = await prepareText('a.csv', toDelimited(rows.filter((_, n) => n !== 77)), options, {
      measure: measuringWorkers(2),
    });
    expect(table.dataset).toEqual(here.dataset);
  });
});

/** A file that never ends, and knows whether it was closed. */
function endlessLines() {
  const seen = { closed: false };
  const line = Buffer.from(toJsonLines(rows.slice(0, 50)));
  const open = async function* () {
    try {
      for (;;) yield line;
    } finally {
      seen.closed = true;
    }
  };
  return { seen, blocks: () => cutIntoBlocks(open()) };
}

const runningThreads = () => process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort').length;

describe('threads', () => {
  test('are ended, and the file closed, when nobody wants another block', async () => {
    const before = runningThreads();
    const { blocks, seen } = endlessLines();
    let measured = 0;
    let most = 0;
    for await (const block of measuringWorkers(3)(blocks(), plan)) {
      expect(block.rows).toBeGreaterThan(0);
      measured += 1;
      most = Math.max(most, runningThreads());
      if (measured === 20) break;
    }
    expect(seen.closed).toBe(true);
    expect(most).toBeGreaterThan(before);
    expect(runningThreads()).toBe(before);
  });

  test('that fail end the measuring with their error, and the file is closed', async () => {
    const { blocks, seen } = endlessLines();
    // What an object inherits does not travel to another thread: this plan is good here, and nothing there.
    const shape: MeasuringPlan['shape'] = Object.create(plan.shape);
    const read = async () => {
      for await (const block of measuringWorkers(2)(blocks(), { ...plan, shape }))
        expect(block.rows).toBeGreaterThan(0);
    };
    await expect(read()).rejects.toThrow(/undefined/);
    expect(seen.closed).toBe(true);
  });

  test('are ended when the file breaks half-way', async () => {
    const before = runningThreads();
    const breaking = async function* () {
      let yielded = 0;
      for await (const block of endlessLines().blocks()) {
        yielded += 1;
        if (yielded === 15) throw new Error('the pipe broke');
        yield block;
      }
    };
    await expect(measureAll(measuringWorkers(2), breaking())).rejects.toThrow('the pipe broke');
    expect(runningThreads()).toBe(before);
  });

  test('are not made when one is asked for', () => {
    expect(measuringWorkers(1)).toBe(measureHere);
  });
});
