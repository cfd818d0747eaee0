import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { boundaryOf, readParts } from '../../engine/files/multipart.ts';

interface Read {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly content: Buffer;
}

async function* cutInto(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function readAll(body: Uint8Array, boundary: string, length: number): Promise<Read[]> {
  const parts: Read[] = [];
  for await (const { content, ...head } of readParts(cutInto(body, length), boundary)) {
    parts.push({ ...head, content: Buffer.concat(await Array.fromAsync(content)) });
  }
  return parts;
}

const readText = (body: string) => readAll(Buffer.from(body), 'b', 7);

test('a form is read back as the platform wrote it, wherever its bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: fc.constantFrom('a', '가', '"', ' ', '.', '🏒'), minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 40 }),
      async (bytes, fileName, length) => {
        const form = new FormData();
        form.set('purpose', 'fine-tune');
        form.set('file', new File([new Uint8Array([13, 10, 45, 45]), bytes], fileName));
        const sent = new Response(form);
        const boundary = boundaryOf(sent.headers.get('content-type') ?? '') ?? '';
        const parts = await readAll(new Uint8Array(await sent.arrayBuffer()), boundary, length);
        expect(parts).toEqual([
          { name: 'purpose', fileName: undefined, content: Buffer.from('fine-tune') },
          { name: 'file', fileName, content: Buffer.from([13, 10, 45, 45, ...bytes]) },
        ]);
      },
    ),
    { numRuns: 60 },
  );
});

describe('a name is read', () => {
  test.each([
    ['with a quote escaped by a backslash', 'filename="a\\"b"', 'a"b'],
    ['with a quote escaped as HTML has it', 'filename="a%22b"', 'a"b'],
    ['without quotes', 'filename=plain.jsonl', 'plain.jsonl'],
    [
      'in the extended form, which goes before the other',
      'filename="x"; filename*=UTF-8\'\'%EC%95%BC.jsonl',
      '야.jsonl',
    ],
  ])('%s', async (_, parameter, fileName) => {
    const body = `--b\r\nContent-Disposition: form-data; name="file"; ${parameter}\r\n\r\nx\r\n--b--`;
    expect((await readText(body))[0]?.fileName).toBe(fileName);
  });
});

describe('what is no form is refused:', () => {
  const head = 'Content-Disposition: form-data; name="a"';
  test.each([
    ['nothing', '', 'EndedEarly'],
    ['another boundary', `--c\r\n${head}\r\n\r\nx\r\n--c--\r\n`, 'MalformedForm'],
    ['something before the first boundary', `x\r\n--b\r\n${head}\r\n\r\nx\r\n--b--`, 'MalformedForm'],
    ['something behind a boundary', `--b!\r\n${head}\r\n\r\nx\r\n--b--`, 'MalformedForm'],
    ['a part without a name', '--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--', 'MalformedForm'],
    ['an endless head', `--b\r\nX: ${'x'.repeat(10_000)}\r\n\r\nx\r\n--b--`, 'MalformedForm'],
    ['many lines of head', `--b\r\n${'X: xxxxxxx\r\n'.repeat(1_000)}\r\nx\r\n--b--`, 'MalformedForm'],
    ['a part without an end', `--b\r\n${head}\r\n\r\nx`, 'EndedEarly'],
    ['a form cut off after a part', `--b\r\n${head}\r\n\r\nx\r\n--b\r\n`, 'MalformedForm'],
  ])('%s', async (_, body, name) => {
    await expect(readText(body)).rejects.toMatchObject({ name });
  });
});

test.each([
  ['multipart/form-data; boundary=abc', 'abc'],
  ['Multipart/Form-Data; charset=utf-8; boundary="a b"', 'a b'],
  ['multipart/form-data', undefined],
  ['application/json; boundary=abc', undefined],
  ['', undefined],
])('the boundary of %p is %p', (contentType, boundary) => {
  expect(boundaryOf(contentType)).toBe(boundary);
});
