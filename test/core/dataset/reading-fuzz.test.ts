import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { pack } from 'tar-stream';
import { hasRealData, realDataPath } from '../../support/real-data.ts';
import { rowsOf } from './reading-rows.ts';

const EXTENSIONS = ['csv', 'tsv', 'jsonl', 'json', 'txt', 'csv.gz', 'xlsx', 'zip', 'tar', 'tgz'];

/** Reads a file that may be anything: it has rows numbered from 0 on, or is refused. */
async function readAnything(name: string, content: Uint8Array, pieceLength: number, encoding?: string) {
  try {
    const rows = await rowsOf(name, content, { encoding }, pieceLength);
    expect(rows.map(({ row }) => row)).toEqual(rows.map((_, index) => index));
    for (const row of rows) {
      if ('broken' in row && row.offset !== undefined)
        expect(row.offset).toBeLessThan(Math.max(1, content.length * 300));
    }
  } catch (error) {
    expect(error).toMatchObject({ name: 'UnusableSource', message: expect.any(String), remedy: expect.any(String) });
  }
}

const encodings = fc.constantFrom(
  undefined,
  undefined,
  'utf-8',
  'utf-16',
  'utf-16be',
  'cp949',
  'sjis',
  'gbk',
  'latin1',
);

test('any bytes at all are read or refused, never the cause of another failure', async () => {
  const parts = [
    '"',
    "'",
    '\\',
    ',',
    ';',
    '|',
    '\n',
    '\r',
    '\t',
    '{',
    '[',
    '"a":',
    ']',
    '}',
    '\ufeff',
    '__label__x ',
    'text',
    'label',
  ];
  const textual = fc.array(fc.oneof(fc.constantFrom(...parts), fc.string({ maxLength: 3 })), { maxLength: 60 });
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    textual.map((all) => Buffer.from(all.join(''))),
    textual.map((all) => Buffer.from(`text,label\n${all.join('')}`)),
    textual.map((all) => Buffer.from(all.join(''), 'utf16le')),
    textual.map((all) => iconv.encode(`가나다라${all.join('')}`, 'cp949')),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...EXTENSIONS),
      content,
      fc.integer({ min: 1, max: 9 }),
      encodings,
      (extension, bytes, pieceLength, encoding) => readAnything(`a.${extension}`, bytes, pieceLength, encoding),
    ),
    { numRuns: 1500 },
  );
});

async function tar(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const packed = pack();
  for (const [name, content] of Object.entries(files)) packed.entry({ name }, content);
  packed.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of packed) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function wholeFiles(): Promise<[name: string, content: Buffer][]> {
  const csv = `text,label\n${'"a, ""b""\nc",x\nd,y\n'.repeat(8)}`;
  const lines = '{"text":"a\\né","label":"x"}\n'.repeat(8);
  const folders = { 'n/rec.a/1': 'one', 'n/rec.b/2': 'two', 'n/rec.b/3': 'three' };
  const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet';
  const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const row = `<row>${cell('text')}${cell('label')}</row>`;
  const sheet = {
    'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="A" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': `<R><Relationship Id="r1" Type="${relation}" Target="s.xml"/></R>`,
    'xl/s.xml': `<worksheet><sheetData>${row.repeat(5)}</sheetData></worksheet>`,
  };
  const zip = (files: Readonly<Record<string, string>>, level: 0 | 9) =>
    Buffer.from(
      zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])), { level }),
    );
  return [
    ['a.csv', Buffer.from(csv)],
    ['a.tsv', Buffer.from(csv.replaceAll(',', '\t'))],
    ['a.csv', Buffer.from(`\ufeff${csv}`, 'utf16le')],
    ['a.csv', iconv.encode(csv.replaceAll('d', '라마바사'), 'cp949')],
    ['a.csv', iconv.encode(csv.replaceAll('d', '这部电影'), 'gb18030')],
    ['a.jsonl', Buffer.from(lines)],
    ['a.json', Buffer.from(JSON.stringify({ text: ['a', 'b'], label: ['x', 'y'] }))],
    ['a.txt', Buffer.from('x\ta\ny\tb\n'.repeat(9))],
    ['a.jsonl.gz', gzipSync(lines)],
    ['a.zip', zip(folders, 9)],
    ['a.zip', zip({ 'data.csv': csv }, 0)],
    ['a.tar', await tar(folders)],
    ['a.tgz', gzipSync(await tar({ 'data.jsonl': lines }))],
    ['a.xlsx', zip(sheet, 0)],
    ['a.xlsx', zip(sheet, 9)],
  ];
}

type Change = readonly [kind: 'set' | 'cut' | 'repeat' | 'end', at: number, length: number, value: number];

const changes = fc.array(
  fc.tuple(
    fc.constantFrom('set', 'set', 'cut', 'repeat', 'end'),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.integer({ min: 1, max: 40 }),
    fc.oneof(fc.constantFrom(0, 0x0a, 0x22, 0x2c, 0x3c, 0x80, 0xff), fc.integer({ min: 0, max: 255 })),
  ),
  { minLength: 1, maxLength: 6 },
);

function mutate(content: Buffer, all: readonly Change[]): Buffer {
  return all.reduce((bytes, [kind, share, length, value]) => {
    const at = Math.floor(share * bytes.length);
    if (kind === 'end') return bytes.subarray(0, at);
    if (kind === 'cut') return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    if (kind === 'repeat') return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    const changed = Buffer.from(bytes);
    if (at < changed.length) changed[at] = value;
    return changed;
  }, content);
}

test('files with bytes changed, cut and repeated are read or refused, never the cause of another failure', async () => {
  const files = await wholeFiles();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      changes,
      fc.integer({ min: 1, max: 99 }),
      ([name, content], all, pieces) => readAnything(name, mutate(content, all), pieces),
    ),
    { numRuns: 2000 },
  );
});

const FILES = [
  'messy/encodings/kaggle-spam-cp1252-crlf.csv',
  'messy/encodings/ko-nsmc-1000.cp949.crlf.csv',
  'messy/encodings/ko-nsmc-1000.utf16le-bom.tsv',
  'messy/encodings/sms-SMSSpamCollection-crlf.tsv',
  'trec-coarse.test.jsonl',
];

describe('real files', () => {
  for (const file of FILES) {
    (hasRealData(file) ? test : test.skip)(
      `such as ${file} are read or refused with bytes changed, cut and repeated`,
      async () => {
        const content = readFileSync(realDataPath(file));
        await fc.assert(
          fc.asyncProperty(changes, (all) => readAnything(basename(file), mutate(content, all), 65_536)),
          { numRuns: 12 },
        );
      },
    );
  }
});
