import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { prepareDataset } from '../../core/dataset/prepare.ts';
import { memoryScratch, readPieces, type Scratch } from '../../core/dataset/scratch.ts';
import { createFileScratch } from '../../services/file-scratch.ts';
import {
  bytesOf,
  contentOf,
  memorySource,
  prepareText,
  somePairs,
  toJsonLines,
  withDefaults,
} from '../core/dataset/memory-source.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scratch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const KINDS: readonly (readonly [string, () => Scratch])[] = [
  ['memory', memoryScratch],
  ['files', () => createFileScratch(folder)],
];

describe.each(KINDS)('scratch in %s', (_, create) => {
  test('gives back what was appended, from anywhere', async () => {
    const file = await create().open('bytes');
    const pieces = Array.from({ length: 40 }, (_, n) => Buffer.alloc(1 + n * 97, n));
    for (const piece of pieces) {
      const reused = Buffer.from(piece);
      await file.append(reused);
      reused.fill(255);
    }
    const all = Buffer.concat(pieces);
    expect(file.size).toBe(all.length);
    for (const [from, length] of [
      [0, all.length],
      [1000, 5000],
      [all.length - 1, 1],
      [7, 0],
    ] as const) {
      const target = Buffer.alloc(length);
      await file.read(from, target);
      expect(target.equals(all.subarray(from, from + length))).toBe(true);
    }
    await file.append(Buffer.from('more'));
    const end = Buffer.alloc(5);
    await file.read(all.length - 1, end);
    expect(end.toString('latin1').slice(1)).toBe('more');
    await file.close();
  });

  test('is read in pieces of a megabyte', async () => {
    const file = await create().open('bytes');
    const all = Buffer.alloc(2.5 * 1024 ** 2, 'abcdefg');
    await file.append(all);
    const pieces: Uint8Array[] = [];
    for await (const piece of readPieces(file)) pieces.push(piece);
    expect(pieces.map(({ length }) => length)).toEqual([1024 ** 2, 1024 ** 2, 512 * 1024]);
    expect(Buffer.concat(pieces).equals(all)).toBe(true);
    await file.close();
  });

  test('keeps several files apart', async () => {
    const scratch = create();
    const [one, other] = [await scratch.open('one'), await scratch.open('other')];
    await one.append(Buffer.from('first'));
    await other.append(Buffer.from('other'));
    const read = Buffer.alloc(5);
    await one.read(0, read);
    expect(read.toString()).toBe('first');
    await one.close();
    await other.read(0, read);
    expect(read.toString()).toBe('other');
    await other.close();
  });

  test('of one user does not get in the way of another one’s', async () => {
    const [one, other] = [await create().open('records'), await create().open('records')];
    await one.append(Buffer.from('mine'));
    await other.append(Buffer.from('yours'));
    const read = Buffer.alloc(4);
    await one.read(0, read);
    expect(read.toString()).toBe('mine');
    await other.close();
    await one.read(0, read);
    expect(read.toString()).toBe('mine');
    await one.close();
  });
});

/** What this process has open in the folder, where the system can tell. */
const openFiles = () =>
  existsSync('/proc/self/fd')
    ? readdirSync('/proc/self/fd').filter((descriptor) => {
        try {
          return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(folder);
        } catch {
          return false;
        }
      }).length
    : 0;

describe('a scratch file on disk', () => {
  test('is its owner’s alone, and gone when it is closed', async () => {
    const file = await createFileScratch(join(folder, 'made', 'by it')).open('bytes');
    const made = join(folder, 'made', 'by it');
    const [name = ''] = readdirSync(made);
    expect(name).toMatch(/\.part$/);
    expect(statSync(join(made, name)).mode & 0o777).toBe(0o600);
    await file.close();
    expect(readdirSync(made)).toEqual([]);
    expect(openFiles()).toBe(0);
  });

  test('can be kept under another name, where it replaces what was there', async () => {
    const scratch = createFileScratch(folder);
    const [kept, other] = [await scratch.open('train.jsonl'), await scratch.open('other')];
    await kept.append(Buffer.from('new'));
    await other.append(Buffer.from('scrap'));
    const path = join(folder, 'train.jsonl');
    writeFileSync(path, 'something older and longer');
    await scratch.keep('train.jsonl', path);
    expect(readFileSync(path, 'utf8')).toBe('new');
    // Neither closing it nor removing all takes it away.
    await kept.close();
    scratch.removeAll();
    expect(readdirSync(folder)).toEqual(['train.jsonl']);
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  test('that was never opened cannot be kept', async () => {
    await expect(createFileScratch(folder).keep('nope', join(folder, 'a'))).rejects.toThrow('no scratch file nope');
  });

  test('is removed and closed with all others, at once', async () => {
    const scratch = createFileScratch(folder);
    for (const name of ['one', 'other']) await (await scratch.open(name)).append(Buffer.from('bytes'));
    expect(readdirSync(folder)).toHaveLength(2);
    scratch.removeAll();
    expect(readdirSync(folder)).toEqual([]);
    expect(openFiles()).toBe(0);
    scratch.removeAll();
  });

  test('that something else cut short is noticed', async () => {
    const file = await createFileScratch(folder).open('bytes');
    await file.append(Buffer.from('some bytes'));
    const [name = ''] = readdirSync(folder);
    writeFileSync(join(folder, name), 'some');
    await expect(file.read(0, Buffer.alloc(10))).rejects.toThrow('ended early');
    await file.close();
  });
});

describe('a dataset prepared on disk', () => {
  test('is the one that is prepared in memory, and leaves nothing behind', async () => {
    const lines = toJsonLines(somePairs(60));
    const scratch = createFileScratch(folder);
    const onDisk = await prepareText('a.jsonl', lines, {}, { scratch });
    expect(await contentOf(onDisk)).toEqual(await contentOf(await prepareText('a.jsonl', lines)));
    expect(readdirSync(folder)).toHaveLength(2);
    await onDisk.close();
    expect(readdirSync(folder)).toEqual([]);
    expect(openFiles()).toBe(0);
  });

  test('is written whole though its records do not fit into memory', async () => {
    // Texts of two megabytes are spilled one by one, once 16 MB are held.
    const long = Array.from({ length: 14 }, (_, n) => ({
      text: `${n} ${'word '.repeat(400_000)}${n}`,
      label: `${n % 2}`,
    }));
    const names = new Set<string>();
    const files = createFileScratch(folder);
    const scratch: Scratch = {
      open(name) {
        names.add(name);
        return files.open(name);
      },
    };
    const off = {
      'near-duplicate': 'off',
      'near-duplicate-across-split': 'off',
      'personal-data': 'off',
      secrets: 'off',
    } as const;
    const prepared = await prepareText('a.jsonl', toJsonLines(long), { checks: off }, { scratch });
    expect(names).toContain('records');
    const written = Buffer.concat([await bytesOf(prepared.train), await bytesOf(prepared.validation)]).toString('utf8');
    const expected = long.map(({ label, text }) =>
      JSON.stringify({
        messages: [
          { role: 'user', content: text },
          { role: 'assistant', content: label },
        ],
      }),
    );
    // Compared as sets: a difference between lines of two megabytes is of no use in a message.
    expect(new Set(written.trimEnd().split('\n')).symmetricDifference(new Set(expected)).size).toBe(0);
    await prepared.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('leaves nothing behind when the file is refused, or breaks half-way', async () => {
    const scratch = createFileScratch(folder);
    await expect(prepareText('a.jsonl', toJsonLines(somePairs(9)), {}, { scratch })).rejects.toThrow('9 of its 9');
    const open = async function* () {
      yield Buffer.from(toJsonLines(somePairs(30)));
      throw new Error('the pipe broke');
    };
    await expect(prepareDataset({ name: 'a.jsonl', open }, withDefaults(), { scratch })).rejects.toThrow(
      'the pipe broke',
    );
    const full = { open: () => Promise.reject(new Error('the disk is full')) };
    const source = memorySource('a.jsonl', toJsonLines(somePairs(30)));
    await expect(prepareDataset(source, withDefaults(), { scratch: full })).rejects.toThrow('the disk is full');
    scratch.removeAll();
    expect(readdirSync(folder)).toEqual([]);
    expect(openFiles()).toBe(0);
  });
});
