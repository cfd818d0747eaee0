import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { dataset, preparation } from '../../core/contract/dataset.ts';

import { document, failure, folder, labelsmith, OUTPUTS, rows, source } from './prepare-command.ts';

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
    expect(stdout).toMatch(/^61 rows read = \d+ to train on \+ \d+ held out \+ 1 left out$/m);
    expect(stdout).toMatch(/^ +even +31 +\d+ +\d+ +█+▓+░+$/m);
    expect(stdout).toMatch(/up to 10 +60 +█+\n/);
    expect(stdout).toMatch(/duplicate +removed +60\n/);
    expect(stdout).toMatch(/upload \S*rows\.jsonl/);
    expect(stdout).not.toContain('\u001b');
    for (const line of stdout.split('\n')) if (!line.includes('rows.jsonl')) expect(line.length).toBeLessThan(81);
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
    expect(readdirSync(join(folder, 'again')).sort()).toEqual([...OUTPUTS, 'notes.txt'].sort());
  });

  test('explains a failure on stderr, the message before the remedy, and writes nothing', async () => {
    const empty = join(folder, 'empty.csv');
    writeFileSync(empty, '');
    const { code, stdout, stderr } = await labelsmith('prepare', empty, '--out', 'failed', '--json');
    expect(code).toBe(1);
    expect(stderr).toMatch(/empty\.csv: the file is empty\nUpload a file/);
    const { error } = failure.parse(JSON.parse(stdout));
    expect(error).toMatchObject({ name: 'UnusableSource', message: 'empty.csv: the file is empty' });
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
    ['standard input without a name', ['-', '--out', 'x'], 2],
    ['an unknown check', [source, '--check', 'nope=off'], 2],
    ['too many epochs', [source, '--epochs', '51'], 2],
    ['settings that are none', [source, '--settings', source], 2],
    ['a folder of texts', [folder], 1],
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

describe('labelsmith prepare, without a folder', () => {
  test('makes one beside the file and says so', async () => {
    const { code, stdout } = await labelsmith('prepare', source);
    expect(code).toBe(0);
    expect(stdout).toContain('rows-prepared/');
    expect(readdirSync(join(folder, 'rows-prepared')).sort()).toEqual(OUTPUTS);
  });

  test('leaves files of the same names alone that it has not written', async () => {
    const own = join(folder, 'theirs');
    mkdirSync(own);
    writeFileSync(join(own, 'train.jsonl'), 'mine');
    const { code, stderr } = await labelsmith('prepare', source, '--out', own);
    expect(code).toBe(1);
    expect(stderr).toContain('no earlier result');
    expect(readFileSync(join(own, 'train.jsonl'), 'utf8')).toBe('mine');
  });
});

test("a test set of one's own is held out, whole", async () => {
  const own = join(folder, 'test-set.csv');
  writeFileSync(
    own,
    `text,label\n${rows
      .slice(0, 20)
      .map(({ id, label }) => `unseen ${id},${label}\n`)
      .join('')}`,
  );
  const { stdout } = await labelsmith('prepare', source, '--validation', own, '--out', 'own-test', '--json');
  const printed = document.parse(JSON.parse(stdout));
  expect(printed).toMatchObject({ train: { rows: 60 }, validation: { rows: 20 } });
  expect(printed.sources).toEqual([
    { name: 'rows.jsonl', firstRow: 0, rows: 61 },
    { name: 'test-set.csv', firstRow: 61, rows: 20 },
  ]);
});

test('checks are turned off by flags, and by settings that flags win over', async () => {
  const settings = join(folder, 'settings.json');
  writeFileSync(settings, JSON.stringify({ limit: 50, checks: { duplicate: 'off' } }));
  const { stdout } = await labelsmith(
    'prepare',
    source,
    '--settings',
    settings,
    '--limit',
    '61',
    '--out',
    's',
    '--json',
  );
  expect(document.parse(JSON.parse(stdout))).toMatchObject({ examples: 61, removed: {} });
});

test('help about checks needs no file', async () => {
  const { code, stdout } = await labelsmith('prepare', '--help-checks');
  expect(code).toBe(0);
  expect(stdout).toContain('near-duplicate-across-split');
});

test('wrong usage is told to programs too', async () => {
  const { code, stdout } = await labelsmith('prepare', '--json');
  expect(code).toBe(2);
  expect(failure.parse(JSON.parse(stdout)).error.name).toBe('WrongUsage');
});
