import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { createDecoder, decodeWhole } from '../../../core/dataset/reading/decoders.ts';
import { ENCODINGS, requireEncoding } from '../../../core/dataset/reading/encodings.ts';
import { LineOffsets } from '../../../core/dataset/reading/line-offsets.ts';
import { openRows } from '../../../core/dataset/reading/open-rows.ts';
import { brokenAt, cellsOf, countedSource, rowsOf } from './reading-rows.ts';

const KOREAN = ['수준은 떨어지지만 인생을 즐기는 영화', '뷁 똠방각하 펲시콜라 쌰앟', '정말 재미없다, 시간이 아까움'];
const JAPANESE = ['この映画はとても面白かったです', '①～髙﨑さんの感想 ｶﾀｶﾅ', '時間の無駄でした。二度と見ない'];
const CHINESE = ['这部电影非常好看，我很喜欢', '浪费时间，再也不看了 㐀', '導演拍得不錯，演員也很好'];
const FRENCH = ['Le café était « très bon »', 'Déçu… l’été dernier, à 10 €', 'Ça va, merci beaucoup'];

const table = (texts: readonly string[], rows = 30) =>
  `text,label\r\n${Array.from({ length: rows }, (_, row) => `"${texts[row % texts.length]} ${row}",x\r\n`).join('')}`;

const LEGACY = [
  ['cp949', 'cp949', KOREAN],
  ['Shift-JIS', 'shift_jis', JAPANESE],
  ['GB18030', 'gb18030', CHINESE],
  ['windows-1252', 'windows-1252', FRENCH],
] as const;

describe('a file of a legacy encoding', () => {
  test.each(LEGACY)('of %s is detected and read like its UTF-8', async (name, coded, texts) => {
    const content = table(texts);
    const expected = await rowsOf('a.csv', content);
    const encoded = iconv.encode(content, coded);
    const { notes } = await openRows(countedSource('a.csv', encoded).source);
    expect(notes).toEqual([`read as ${name} (detected)`]);
    const read = await rowsOf('a.csv', encoded, {}, 3);
    expect(read).toEqual(expected);
    expect(await rowsOf('a.csv', encoded, { encoding: coded })).toEqual(expected);
  });

  test.each(LEGACY)('of %s that begins with pages of ASCII is detected all the same', async (name, coded, texts) => {
    const ascii = 'plain old text,x\n'.repeat(20_000);
    const encoded = iconv.encode(`text,label\n${ascii}${table(texts)}`, coded);
    expect((await openRows(countedSource('a.csv', encoded, 65_536).source)).notes).toEqual([
      `read as ${name} (detected)`,
    ]);
  });

  test('loses only the rows whose bytes are not of it, and reports where they are', async () => {
    const good = iconv.encode(table(KOREAN), 'cp949');
    const content = Buffer.concat([good, Buffer.from([0x21, 0xff, 0xff]), Buffer.from(',x\r\n'), good.subarray(12)]);
    const broken = (await rowsOf('a.csv', content)).filter((row) => 'broken' in row);
    expect(broken).toEqual([{ row: 30, broken: 'holds bytes that are not cp949', offset: good.length }]);
  });

  test('never has a line end swallowed by half a character before it', async () => {
    for (const [name, coded] of LEGACY) {
      if (name === 'windows-1252') continue;
      const content = Buffer.concat([Buffer.from('text,label\n!'), Buffer.from([0x81]), Buffer.from('\nb,y\n')]);
      expect(await rowsOf('a.csv', content, { encoding: coded })).toEqual([
        { row: 0, broken: 'has 1 cells where 2 are expected', offset: 11 },
        { row: 1, cells: Object.assign(Object.create(null), { text: 'b', label: 'y' }) },
      ]);
    }
  });

  test('that cannot be read is named and refused', async () => {
    const russian = 'Фильм очень понравился, всем советую посмотреть его в кино с друзьями;x\n'.repeat(20);
    const content = iconv.encode(`text;label\n${russian}`, 'windows-1251');
    await expect(rowsOf('a.csv', content)).rejects.toMatchObject({
      name: 'UnusableSource',
      message: expect.stringContaining('windows-1251'),
      remedy: expect.stringContaining('UTF-8'),
    });
  });
});

test('any bytes in any pieces are decoded, and have as many line ends as before', () => {
  const byte = fc.oneof(fc.constantFrom(0x0a, 0x0d, 0x30, 0x41, 0x81, 0x84, 0xff), fc.integer({ min: 0, max: 255 }));
  const pieces = fc.array(fc.array(byte, { minLength: 1, maxLength: 6 }), { maxLength: 12 });
  const legacy = ENCODINGS.filter(({ decoder, isWide }) => !isWide && decoder !== 'utf-8');
  fc.assert(
    fc.property(fc.constantFrom(...legacy), pieces, (encoding, chunks) => {
      const decoder = createDecoder(encoding);
      const linesIn = (text: string) => text.split('\n').length;
      for (const chunk of chunks) {
        // What is held back at the end of a piece is never a line end.
        expect(linesIn(decoder.write(Buffer.from(chunk)))).toBe(linesIn(Buffer.from(chunk).toString('latin1')));
      }
      expect(linesIn(decoder.end())).toBe(1);
    }),
    { numRuns: 3000, examples: [[requireEncoding('a', 'gbk'), [[0x81], [0x30], [0]]]] },
  );
});

test('every character of code page 949 is decoded, as Unicode has it', () => {
  const cp949 = requireEncoding('a.csv', 'euc-kr');
  const syllables = Array.from({ length: 11_172 }, (_, index) => String.fromCharCode(0xac00 + index)).join('');
  expect(decodeWhole(iconv.encode(syllables, 'cp949'), cp949)).toBe(syllables);
  expect(decodeWhole(Buffer.from([0x81, 0x41, 0x8c, 0x63, 0xc6, 0x52]), cp949)).toBe('갂똠힣');
});

describe('an encoding is declared', () => {
  test.each([
    ['UHC', 'cp949'],
    ['EUC_KR', 'cp949'],
    ['ks_c_5601-1987', 'cp949'],
    ['sjis', 'Shift-JIS'],
    ['Windows-31J', 'Shift-JIS'],
    ['gb2312', 'GB18030'],
    ['GBK', 'GB18030'],
    ['Latin-1', 'windows-1252'],
    ['ISO-8859-1', 'windows-1252'],
    ['CP1252', 'windows-1252'],
    ['utf8', 'UTF-8'],
    ['utf-8-sig', 'UTF-8'],
    ['UTF-16', 'UTF-16LE'],
    ['utf_16_be', 'UTF-16BE'],
  ])('as %s, in any case and with any dashes', (declared, name) => {
    expect(requireEncoding('a.csv', declared).name).toBe(name);
  });

  test('by a name that nobody knows, which is refused with those that are known', async () => {
    const { source, counts } = countedSource('a.csv', 'text,label\n');
    await expect(openRows(source, { encoding: 'klingon' })).rejects.toMatchObject({
      message: expect.stringContaining('"klingon"'),
      remedy: expect.stringContaining(ENCODINGS.map(({ name }) => name).join(', ')),
    });
    expect(counts.opened).toBe(0);
  });

  test('and believed against what would be detected, but not against a byte-order mark', async () => {
    const content = Buffer.from('text,label\ncaf\xe9,x\n', 'latin1');
    expect(await cellsOf('a.csv', content, { encoding: 'utf-8' })).toEqual(['holds bytes that are not UTF-8']);
    expect(await cellsOf('a.csv', content, { encoding: 'latin1' })).toEqual([{ text: 'café', label: 'x' }]);
    expect(await cellsOf('a.csv', '\ufefftext,label\ncafé,x\n', { encoding: 'cp949' })).toEqual([
      { text: 'café', label: 'x' },
    ]);
  });
});

describe('a file of UTF-16', () => {
  const little = (text: string) => Buffer.from(text, 'utf16le');
  const big = (text: string) => little(text).swap16();
  const content = table(KOREAN);

  test.each([
    ['little-endian', little(content), 'UTF-16LE (detected)'],
    ['big-endian', big(content), 'UTF-16BE (detected)'],
    ['little-endian with a mark', little(`\ufeff${content}`), 'UTF-16LE (byte-order mark)'],
    ['big-endian with a mark', big(`\ufeff${content}`), 'UTF-16BE (byte-order mark)'],
  ])('is recognised: %s', async (_, encoded, note) => {
    expect((await openRows(countedSource('a.csv', encoded).source)).notes).toEqual([`read as ${note}`]);
    expect(await rowsOf('a.csv', encoded, {}, 5)).toEqual(await rowsOf('a.csv', content));
  });

  test('that ends in the middle of a character has a broken last row', async () => {
    const rows = await rowsOf('a.csv', Buffer.concat([little('\ufefftext,label\na,x\nb,y'), Buffer.from([0x41])]));
    expect(rows.at(-1)).toMatchObject({ row: 1, broken: 'holds bytes that are not UTF-16LE', offset: 2 + 2 * 15 });
  });

  test('may hold the replacement character, when somebody wrote it', async () => {
    expect(await cellsOf('a.csv', little('\ufefftext,label\n\ufffd,x\n'))).toEqual([{ text: '\ufffd', label: 'x' }]);
  });

  test('is no excuse for a binary file', async () => {
    const content = Buffer.from(Array.from({ length: 2000 }, (_, index) => (index % 2 === 0 ? index % 31 : 0)));
    await expect(rowsOf('a.csv', content)).rejects.toThrow('binary file');
  });
});

describe('a file of UTF-8', () => {
  test('with a few damaged rows stays UTF-8', async () => {
    const damaged = Buffer.concat([Buffer.from(table(KOREAN)), Buffer.from([0xb0, 0xa1, 0x2c, 0x78, 0x0a])]);
    const rows = await rowsOf('a.csv', damaged);
    expect(rows.filter((row) => 'broken' in row)).toEqual([
      { row: 30, broken: 'holds bytes that are not UTF-8', offset: damaged.length - 5 },
    ]);
  });

  test('with a damaged row and a character cut at the end of what is looked at stays UTF-8', async () => {
    const long = `text,label\n${'가나다라,x\n'.repeat(80_000)}`;
    const rows = await rowsOf('a.csv', Buffer.from(`a,x\n${long}`), {}, 65_537);
    expect(rows.filter((row) => 'broken' in row)).toEqual([]);
  });
});

test('the offset of a row counts in the bytes of its own file, whatever the encoding', async () => {
  for (const coded of ['utf-8', 'cp949', 'shift_jis', 'gb18030', 'utf16le', 'utf16be']) {
    const text = coded === 'cp949' ? KOREAN : coded === 'shift_jis' ? JAPANESE.slice(0, 1) : CHINESE.slice(0, 1);
    const content = `${table(text)}§\r\n${table(text).slice(12)}§§`.replaceAll('§', '!');
    const encoded = iconv.encode(content, coded, { addBOM: coded.startsWith('utf16') });
    const mark = iconv.encode('!', coded);
    const found = await brokenAt('a.csv', encoded, mark.length);
    expect(found).toEqual([mark, mark]);
  }
});

test('line offsets are found again, however many there are', () => {
  const lines = fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 40_000 })), {
    maxLength: 2000,
  });
  fc.assert(
    fc.property(lines, fc.integer({ min: 0, max: 3 }), (lengths, mark) => {
      const offsets = new LineOffsets(mark);
      const starts = [[0, mark]];
      for (const [utf8, original] of lengths) {
        const [lastUtf8 = 0, lastOriginal = 0] = starts.at(-1) ?? [];
        starts.push([lastUtf8 + utf8, lastOriginal + original]);
        offsets.add(lastUtf8 + utf8, lastOriginal + original);
      }
      expect(starts.map(([utf8 = 0]) => offsets.find(utf8))).toEqual(starts.map(([, original]) => original));
    }),
    { numRuns: 30 },
  );
});
