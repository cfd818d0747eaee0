import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { strToU8, type ZipOptions, type Zippable, zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { type Header, pack } from 'tar-stream';
import { openRows } from '../../../core/dataset/reading/open-rows.ts';
import { cellsOf, countedSource, rowsOf } from './reading-rows.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

const bytesOf = (content: string | Uint8Array) => (typeof content === 'string' ? strToU8(content) : content);

function zip(files: Files, attributes: ZipOptions = {}): Buffer {
  const entries: Zippable = {};
  for (const [name, content] of Object.entries(files)) entries[name] = [bytesOf(content), attributes];
  return Buffer.from(zipSync(entries));
}

async function tar(files: Files, others: readonly Partial<Header>[] = []): Promise<Buffer> {
  const packed = pack();
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith('/')) packed.entry({ name, type: 'directory' });
    else packed.entry({ name }, Buffer.from(bytesOf(content)));
  }
  for (const header of others) packed.entry({ name: 'x', ...header });
  packed.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of packed) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** The same files in every kind of archive. */
async function archivesOf(files: Files): Promise<[name: string, content: Buffer][]> {
  const tarred = await tar(files);
  return [
    ['a.zip', zip(files)],
    ['stored.zip', zip(files, { level: 0 })],
    ['a.tar', tarred],
    ['a.tar.gz', gzipSync(tarred)],
    ['a.tgz', gzipSync(tarred)],
  ];
}

describe('an archive of a folder for each label', () => {
  const files = {
    'news/': '',
    'news/rec.sport.hockey/1001': 'a puck',
    'news/rec.sport.hockey/1002.txt': 'a stick',
    'news/rec.sport.baseball/1003': 'a bat',
    'news/v1.0/1004': 'a number',
    'news/rec.sport.baseball/.DS_Store': '\0',
    '__MACOSX/news/rec.sport.hockey/._1001': '\0',
    'news/deep/down/1005': '',
  };
  const texts = ['a puck', 'a stick', 'a bat', 'a number', ''];
  const label = (labels: readonly string[]) => labels.map((name, row) => ({ text: texts[row], label: name }));

  test('has a row for every text, in its order, with the last part of its dotted folder as label', async () => {
    for (const [name, content] of await archivesOf(files)) {
      expect(await cellsOf(name, content)).toEqual(label(['hockey', 'hockey', 'baseball', 'v1.0', 'down']));
      const whole = await cellsOf(name, content, { folderLabels: 'whole' });
      expect(whole).toEqual(label(['rec.sport.hockey', 'rec.sport.hockey', 'rec.sport.baseball', 'v1.0', 'down']));
    }
  });

  test('is refused when two folders would have the same label', async () => {
    const groups = { 'talk.politics.misc/1': 'a', 'talk.religion.misc/2': 'b' };
    for (const [name, content] of await archivesOf(groups)) {
      await expect(rowsOf(name, content)).rejects.toMatchObject({
        message: expect.stringMatching(/"talk.politics.misc" and "talk.religion.misc" .* "misc"/),
        remedy: expect.stringContaining('folderLabels'),
      });
      expect(await rowsOf(name, content, { folderLabels: 'whole' })).toHaveLength(2);
    }
  });

  test('may hold texts in any encoding, each in its own', async () => {
    const korean = '정말 재미없는 영화였다';
    const mixed = {
      'x/1': korean,
      'x/2': iconv.encode(korean, 'cp949'),
      'y/3': iconv.encode(korean, 'utf16', { addBOM: true }),
      'y/4': Buffer.from('déjà vu', 'latin1'),
    };
    for (const [name, content] of await archivesOf(mixed)) {
      const read = await cellsOf(name, content);
      expect(read.map((row) => (typeof row === 'string' ? row : row['text']))).toEqual([
        korean,
        korean,
        korean,
        'déjà vu',
      ]);
    }
  });

  test('reports what is no labelled text, file by file', async () => {
    const odd = {
      'x/1': 'a',
      'x/2.png': Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      top: 'b',
      'y/3': new Uint8Array([0x61, 0xff, 0xff]),
    };
    for (const [name, content] of await archivesOf(odd)) {
      expect(await cellsOf(name, content)).toEqual([
        { text: 'a', label: 'x' },
        'is the file "x/2.png", which looks like a PNG image, not like text',
        'is the file "top", which lies in no folder and so has no label',
        'is the file "y/3", which holds bytes that are not UTF-8',
      ]);
    }
  });

  test('may be of web pages and of many thousand texts', async () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, row) => [`${row % 2}/${row}`, `<html>${row}`]));
    for (const [name, content] of (await archivesOf(many)).slice(1, 4)) {
      const rows = await rowsOf(name, content);
      expect(rows.filter((row) => 'cells' in row)).toHaveLength(3000);
      expect(rows.map(({ row }) => row)).toEqual(rows.map((_, index) => index));
    }
  });

  test('keeps the names that an old Windows program wrote in its own encoding, when that is declared', async () => {
    const content = zip({ 'AABB/1': 'a', 'CCDD/2': 'b' });
    const korean = Buffer.from(
      content.toString('latin1').replaceAll('AABB', latin1('긍정')).replaceAll('CCDD', latin1('부정')),
      'latin1',
    );
    expect(await cellsOf('a.zip', korean, { encoding: 'cp949' })).toEqual([
      { text: 'a', label: '긍정' },
      { text: 'b', label: '부정' },
    ]);
  });
});

const latin1 = (text: string) => iconv.encode(text, 'cp949').toString('latin1');

describe('an archive of one table', () => {
  const csv = `text,label\n${'a,x\n'.repeat(5000)}`;

  test('is read as that table, whatever else lies beside it', async () => {
    const files = { 'set/README.md': 'about', 'set/LICENSE': 'free', 'set/data.csv': csv, 'set/more.pdf': '%PDF' };
    for (const [name, content] of await archivesOf(files)) {
      expect(await rowsOf(name, content)).toHaveLength(5000);
    }
  });

  test('hands out JSON Lines as bytes', async () => {
    for (const [name, content] of await archivesOf({ 'data.jsonl': '{"a":1}\n' })) {
      const opened = await openRows(countedSource(name, content).source);
      expect(opened).toMatchObject({ format: 'json-lines', notes: ['read the file "data.jsonl" of the archive'] });
      expect(await cellsOf(name, content)).toEqual([{ a: 1 }]);
    }
  });

  test('is refused when there are two', async () => {
    for (const [name, content] of await archivesOf({ 'train.csv': csv, 'test.csv': csv })) {
      await expect(rowsOf(name, content)).rejects.toThrow('several tables, "train.csv", "test.csv"');
    }
  });

  test('does not open an archive within the archive', async () => {
    const read = await cellsOf('a.zip', zip({ 'x/inner.zip': zip({ 'y/1': 'a' }), 'x/2': 'b' }));
    expect(read).toEqual([expect.stringContaining('ZIP archive'), { text: 'b', label: 'x' }]);
  });
});

describe('nothing leaves the folder of an archive', () => {
  test.each(['../x/1', 'a/../../x/1', '/etc/passwd', 'C:\\x\\1', '..\\x\\1'])('by the path %s', async (path) => {
    const files = { 'a/1': 'a', [path]: 'b' };
    for (const [name, content] of [
      ['a.zip', zip(files)],
      ['a.tar', await tar(files)],
    ] as const) {
      await expect(rowsOf(name, content)).rejects.toThrow('outside its folder');
    }
  });

  test('by a link, which is reported and not followed', async () => {
    const linked = 'is the file "a/link", which is a link or a device and is not followed';
    const link = { name: 'a/link', type: 'symlink', linkname: '/etc/passwd' } as const;
    const hard = { name: 'a/link', type: 'link', linkname: 'a/1' } as const;
    const tars = [await tar({ 'a/1': 'a' }, [link]), await tar({ 'a/1': 'a' }, [hard])];
    const unixLink = (0o120777 << 16) >>> 0;
    const zipped = Buffer.from(
      zipSync({ 'a/1': strToU8('a'), 'a/link': [strToU8('/etc/passwd'), { os: 3, attrs: unixLink }] }),
    );
    for (const content of tars) expect(await cellsOf('a.tar', content)).toEqual([{ text: 'a', label: 'a' }, linked]);
    expect(await cellsOf('a.zip', zipped)).toEqual([{ text: 'a', label: 'a' }, linked]);
  });
});

describe('an archive is refused', () => {
  const good = { 'a/1': 'one', 'b/2': 'two' };

  test.each<[string, string, () => Uint8Array | Promise<Uint8Array>, RegExp]>([
    ['without files', 'a.zip', () => zip({}), /holds no files/],
    ['without files', 'a.tar', () => tar({}), /holds no files/],
    ['of hidden files only', 'a.zip', () => zip({ '.a/1': 'x' }), /holds no files/],
    ['that is cut off', 'a.zip', () => zip(good).subarray(0, -10), /damaged or cut off/],
    ['that is cut off', 'a.tar', async () => (await tar(good)).subarray(0, 1200), /damaged or cut off/],
    ['that is cut off', 'a.tgz', async () => gzipSync(await tar(good)).subarray(0, -10), /gzip compression is damaged/],
    ['that is text', 'a.zip', () => Buffer.from('hello'), /looks like text, not like a .zip archive/],
    ['that is text', 'a.tar', () => Buffer.from('hello '.repeat(200)), /damaged/],
    ['whose content is not what was packed', 'a.zip', () => flip(zip(good, { level: 0 }), 'one'), /damaged/],
    ['that is encrypted', 'a.zip', () => encrypt(zip(good)), /encrypted/],
    [
      'packed in an unusual way',
      'a.zip',
      () => withMethod(zip(good, { level: 9 }), 14),
      /unsupported compression method/,
    ],
    [
      'that unpacks to far too much',
      'a.zip',
      () => zip({ 'a/1': new Uint8Array(8 * 1024 ** 2) }),
      /200 times its size/,
    ],
    [
      'that unpacks to far too much',
      'a.tgz',
      async () => gzipSync(await tar({ 'a/1': new Uint8Array(8 * 1024 ** 2) })),
      /200 times/,
    ],
    ['that claims more entries than there are', 'a.zip', () => withEntries(zip(good), 9), /damaged/],
  ])('%s (%s)', async (_, name, content, message) => {
    const { source, counts } = countedSource(name, await content());
    await expect(drain(source)).rejects.toMatchObject({
      name: 'UnusableSource',
      message: expect.stringMatching(message),
    });
    expect(counts).toEqual({ opened: 1, closed: 1 });
  });

  test('when it lies about how much it unpacks to', async () => {
    const content = zip({ 'a/1': 'x'.repeat(100_000), 'b/2': 'y' }, { level: 9 });
    const central = content.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    content.writeUInt32LE(10, central + 24);
    await expect(rowsOf('a.zip', content)).rejects.toThrow('damaged');
  });
});

async function drain(source: Parameters<typeof openRows>[0]) {
  const opened = await openRows(source);
  if (opened.format === 'rows') for await (const _ of opened.rows);
}

/** Changes a byte of a file's content. */
function flip(archive: Buffer, content: string): Buffer {
  archive[archive.indexOf(content)] = 0x21;
  return archive;
}

/** Calls `change` at every header of a file in the archive's list of contents, and at those before each file. */
function changeHeaders(archive: Buffer, change: (at: number, central: boolean) => void): Buffer {
  for (const [mark, central] of [
    ['PK\x01\x02', true],
    ['PK\x03\x04', false],
  ] as const) {
    const pattern = Buffer.from(mark, 'latin1');
    for (let at = archive.indexOf(pattern); at !== -1; at = archive.indexOf(pattern, at + 4)) change(at, central);
  }
  return archive;
}

const encrypt = (archive: Buffer) =>
  changeHeaders(archive, (at, central) => {
    archive[at + (central ? 8 : 6)] = 1;
  });

const withMethod = (archive: Buffer, method: number) =>
  changeHeaders(archive, (at, central) => archive.writeUInt16LE(method, at + (central ? 10 : 8)));

function withEntries(archive: Buffer, count: number): Buffer {
  archive.writeUInt16LE(count, archive.length - 14);
  archive.writeUInt16LE(count, archive.length - 12);
  return archive;
}
