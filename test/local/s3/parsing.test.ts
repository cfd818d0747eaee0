import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { z } from 'zod';
import { type ChecksumAlgorithm, checksumOf } from '../../../local/s3/checksums.ts';
import { readUploadForm } from '../../../local/s3/form-data.ts';
import { fromXml, toXml } from '../../../local/s3/xml.ts';

// The check values of the CRC catalogue (https://reveng.sourceforge.io/crc-catalogue/) and of FIPS 180-4.
test.each<[ChecksumAlgorithm, string, string]>([
  ['CRC32', '123456789', 'cbf43926'],
  ['CRC32C', '123456789', 'e3069283'],
  ['CRC64NVME', '123456789', 'ae8b14860a799888'],
  ['SHA1', 'abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['SHA256', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
])('%s of %s is the published one', (algorithm, text, hex) => {
  expect(Buffer.from(checksumOf(algorithm, Buffer.from(text)), 'base64').toString('hex')).toBe(hex);
});

describe('a form', () => {
  async function* inPieces(bytes: Buffer, size: number) {
    for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
  }
  const readForm = async (text: string | Buffer, { pieceSize = 5, type = 'multipart/form-data; boundary=b0' } = {}) => {
    const form = await readUploadForm(type, inPieces(Buffer.from(text), pieceSize));
    const pieces: Uint8Array[] = [];
    for await (const piece of form.file) pieces.push(piece);
    return { fields: Object.fromEntries(form.fields), fileName: form.fileName, file: Buffer.concat(pieces) };
  };
  const field = (name: string, value: string) =>
    `--b0\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const fileHead =
    '--b0\r\nContent-Disposition: form-data; name="file"; filename="a%22b.csv"\r\nContent-Type: text/csv\r\n\r\n';

  test('gives its fields and its file as they are, whatever the packets', async () => {
    const nearlyTheEnd = fc.constantFrom('\r\n--b', '--b0', '\r', '\n', '\r\n', '-', 'x');
    const file = fc.array(nearlyTheEnd, { maxLength: 12 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(file, fc.integer({ min: 1, max: 40 }), async (content, pieceSize) => {
        fc.pre(!content.includes('\r\n--b0'));
        const text = `${field('Key', 'k')}${field('empty', '')}${fileHead}${content}\r\n--b0--\r\n`;
        const form = await readForm(text, { pieceSize });
        expect(form.fields).toEqual({ key: 'k', empty: '' });
        expect(form.fileName).toBe('a"b.csv');
        expect(form.file.toString()).toBe(content);
      }),
    );
  });

  test('ignores what follows the file', async () => {
    const text = `${field('key', 'k')}${fileHead}x\r\n${field('key', 'other')}--b0--\r\n`;
    expect((await readForm(text)).fields).toEqual({ key: 'k' });
  });

  test.each([
    ['no file', `${field('key', 'k')}--b0--\r\n`, 'InvalidArgument'],
    ['another boundary', field('key', 'k').replaceAll('b0', 'b1'), 'MalformedPOSTRequest'],
    ['a part without a name', '--b0\r\nContent-Type: text/csv\r\n\r\nx\r\n--b0--\r\n', 'MalformedPOSTRequest'],
    ['fields without end', field('key', 'x'.repeat(30_000)), 'MaxMessageLengthExceeded'],
    ['a file without end', `${field('key', 'k')}${fileHead}x`, 'IncompleteBody'],
  ])('is refused with %s', async (_, text, code) => {
    await expect(readForm(text, { pieceSize: 1000 })).rejects.toMatchObject({ code });
  });

  test('is refused without a boundary', async () => {
    await expect(readForm('x', { type: 'multipart/form-data' })).rejects.toMatchObject({
      code: 'MalformedPOSTRequest',
    });
  });
});

describe('a document', () => {
  const schema = z.object({ Object: z.array(z.object({ Key: z.string() })) });

  test('gives back every text that it was made of', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 }).filter((one) => one.trim() !== '');
    fc.assert(
      fc.property(text, (Key) => {
        expect(fromXml(toXml('Delete', { Object: [{ Key }] }), 'Delete', schema)).toEqual({ Object: [{ Key }] });
      }),
    );
  });

  test.each([
    ['another root', '<Other><Object><Key>a</Key></Object></Other>'],
    ['what is no XML', '<Delete><Object>'],
    ['another form', '<Delete><Thing/></Delete>'],
    ['entities of its own', '<!DOCTYPE x [<!ENTITY a "b">]><Delete><Object><Key>&a;</Key></Object></Delete>'],
    ['an entity that XML does not know', '<Delete><Object><Key>a&nbsp;b</Key></Object></Delete>'],
    ['a code point that there is not', '<Delete><Object><Key>a&#x110000;b</Key></Object></Delete>'],
    ['nothing', ''],
  ])('is refused with %s', (_, text) => {
    expect(() => fromXml(text, 'Delete', schema)).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
  });

  test('leaves out what is undefined and repeats what is a list', () => {
    const xml = toXml('R', { A: undefined, B: [1, 2], C: { D: undefined, E: false } }, { namespace: false });
    expect(xml).toBe('<?xml version="1.0" encoding="UTF-8"?><R><B>1</B><B>2</B><C><E>false</E></C></R>');
  });
});
