import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { check, dataset, preparation } from '../../core/contract/dataset.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'labelsmith-prepare-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as a person runs it, in a process of its own. */
function labelsmith(...args: string[]): Promise<Ended> {
  const { promise, resolve: end } = Promise.withResolvers<Ended>();
  execFile(process.execPath, [join(ROOT, 'bin/labelsmith.ts'), ...args], { cwd: folder }, (error, stdout, stderr) => {
    end({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
  });
  return promise;
}

const rows = Array.from({ length: 60 }, (_, n) => ({ id: n, text: `text ${n}`, label: n % 2 ? 'odd' : 'even' }));
const source = join(folder, 'rows.jsonl');
writeFileSync(source, [...rows, rows[0]].map((row) => `${JSON.stringify(row)}\n`).join(''));

const counts = z.object({ rows: z.int(), path: z.string() });
const document = z.strictObject({
  schema: z.literal('labelsmith.prepare.v1'),
  dataset: z.string(),
  examples: z.int(),
  labels: z.record(z.string(), z.int()),
  removed: z.record(z.string(), z.array(z.int())),
  train: counts,
  validation: counts,
  tokens: z.object({ train: z.int().positive(), billed: z.int().positive() }),
  estimate: z.object({ costUsd: z.number(), seconds: z.number() }),
  checks: z.array(check),
});

describe('labelsmith prepare', () => {
  test('writes the dataset and prints one JSON document', async () => {
    const { code, stdout, stderr } = await labelsmith('prepare', source, '--out', 'json', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const printed = document.parse(JSON.parse(stdout));
    expect(printed).toMatchObject({ examples: 61, labels: { even: 31, odd: 30 }, removed: { duplicate: [60] } });
    expect(printed.train.rows + printed.validation.rows).toBe(60);
    const lines = (path: string) => readFileSync(path, 'utf8').split('\n').length - 1;
    expect(lines(printed.train.path)).toBe(printed.train.rows);
    expect(lines(printed.validation.path)).toBe(printed.validation.rows);
    const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, 'json', name), 'utf8'));
    expect(dataset.parse(read('dataset.json')).dataset).toBe(printed.dataset);
    expect(preparation.parse(read('preparation.json')).removed).toEqual(printed.removed);
  });

  test('shows a person the counts, the balance of the labels, the lengths and the checks, without colours in a pipe', async () => {
    const { code, stdout } = await labelsmith('prepare', source, '--out', 'report', '--format', 'completion');
    expect(code).toBe(0);
    expect(stdout).toMatch(/rows read\s+61\n/);
    expect(stdout).toMatch(/even +31 +█+\n/);
    expect(stdout).toMatch(/up to 10 +60 +█+\n/);
    expect(stdout).toMatch(/duplicate +removed +60\n/);
    expect(stdout).not.toContain('\u001b');
    const [line] = readFileSync(join(folder, 'report/train.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(line ?? '')).toEqual({
      prompt: expect.stringMatching(/^text \d+\n\n###\n\n$/),
      completion: expect.stringMatching(/^ (even|odd)$/),
    });
  });

  test('takes its options', async () => {
    const named = join(folder, 'named.csv');
    writeFileSync(named, `a,b,c\n${rows.map(({ id, label, text }) => `${id},${label},${text}\n`).join('')}`);
    const options = ['--text-column', 'c', '--label-column', 'B', '--limit', '40', '--json'];
    const { stdout } = await labelsmith('prepare', named, '--out', 'named', ...options);
    expect(document.parse(JSON.parse(stdout))).toMatchObject({ examples: 40, labels: { even: 20, odd: 20 } });
  });

  test('replaces its own earlier result and leaves other files alone', async () => {
    await labelsmith('prepare', source, '--out', 'again');
    writeFileSync(join(folder, 'again/notes.txt'), 'mine');
    const before = readFileSync(join(folder, 'again/train.jsonl'));
    expect((await labelsmith('prepare', source, '--out', 'again')).code).toBe(0);
    expect(readFileSync(join(folder, 'again/train.jsonl')).equals(before)).toBe(true);
    expect(readdirSync(join(folder, 'again')).sort()).toEqual([
      'dataset.json',
      'notes.txt',
      'preparation.json',
      'train.jsonl',
      'validation.jsonl',
    ]);
  });

  test('explains a failure on stderr, the message before the remedy, and writes nothing', async () => {
    const empty = join(folder, 'empty.csv');
    writeFileSync(empty, '');
    const { code, stdout, stderr } = await labelsmith('prepare', empty, '--out', 'failed', '--json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/empty\.csv: the file is empty\nUpload a file/);
    expect(existsSync(join(folder, 'failed'))).toBe(false);
  });

  test('leaves nothing half-written when a file cannot be put in its place', async () => {
    mkdirSync(join(folder, 'blocked/validation.jsonl'), { recursive: true });
    const { code, stderr } = await labelsmith('prepare', source, '--out', 'blocked');
    expect(code).toBe(1);
    expect(stderr).toContain('in the way');
    expect(readdirSync(join(folder, 'blocked'))).toEqual(['validation.jsonl']);
  });

  test('never replaces the file that it reads, not even through a link', async () => {
    mkdirSync(join(folder, 'own'));
    const own = join(folder, 'own/train.jsonl');
    writeFileSync(own, readFileSync(source));
    symlinkSync(own, join(folder, 'link.jsonl'));
    for (const path of [own, join(folder, 'link.jsonl')]) {
      const { code, stderr } = await labelsmith('prepare', path, '--out', 'own');
      expect(code).toBe(1);
      expect(stderr).toContain('would replace the file that is read');
    }
    expect(readFileSync(own).equals(readFileSync(source))).toBe(true);
  });

  test.each([
    ['a missing file', ['--out', 'x'], 2],
    ['a missing folder', [source], 2],
    ['an unknown option', [source, '--out', 'x', '--nope'], 2],
    ['an unknown format', [source, '--out', 'x', '--format', 'xml'], 2],
    ['a limit that is no number', [source, '--out', 'x', '--limit', 'many'], 2],
    ['a limit of nothing', [source, '--out', 'x', '--limit', '0'], 2],
    ['a file that does not exist', [join(folder, 'nowhere.csv'), '--out', 'x'], 1],
    ['a folder that is a file', [source, '--out', source], 1],
  ])('ends at %s', async (_, args, expected) => {
    const { code, stdout, stderr } = await labelsmith('prepare', ...args);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
