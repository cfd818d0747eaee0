import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { numberedCopies, writeCompletionFile } from '../../bench/inputs/completion-file.ts';

const texts = [
  { text: 'a line\nand another, with é and "quotes"', label: 'one' },
  { text: 'x'.repeat(5_000), label: 'two' },
];

describe('inputs of benchmarks', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labelsmith-bench-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('copies are numbered, so that no two texts are equal, and cut to 4,000 characters of their text', () => {
    const copies = [...numberedCopies(texts, { copies: 3 })];
    expect(copies.map(({ label }) => label)).toEqual(['one', 'two', 'one', 'two', 'one', 'two']);
    expect(new Set(copies.map(({ text }) => text)).size).toBe(6);
    expect(copies[3]?.text).toBe(`1: ${'x'.repeat(4_000)}`);
  });

  test('a file is as large as was asked for, but for its last row, and says what it holds', async () => {
    const file = await writeCompletionFile(join(folder, 'posts.jsonl'), numberedCopies(texts, { bytes: 50_000 }));
    const written = await readFile(file.path, 'utf8');
    const lines = written.trimEnd().split('\n');
    expect({ rows: file.rows, bytes: file.bytes }).toEqual({ rows: lines.length, bytes: Buffer.byteLength(written) });
    expect(Math.abs(file.bytes - 50_000)).toBeLessThan(4_100);
    expect(JSON.parse(lines[0] ?? '')).toEqual({ prompt: `0: ${texts[0]?.text}`, completion: 'one' });
  });
});
