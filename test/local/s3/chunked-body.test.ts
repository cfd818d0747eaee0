import { describe, expect, test } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import * as fc from 'fast-check';
import { Sha256 } from '../../../core/sha256.ts';
import { decodeChunks } from '../../../local/s3/chunked-body.ts';
import type { Authorisation } from '../../../local/s3/signature.ts';

const unsigned: Authorisation = {
  accessKeyId: 'any',
  payload: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  longDate: '',
  scope: '',
  signature: '',
  sign: async () => '',
};

async function* inPieces(bytes: Buffer, size: number) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function decode(text: string | Buffer, authorisation = unsigned, pieceSize = 7) {
  const trailers: Record<string, string> = {};
  const pieces: Uint8Array[] = [];
  const chunks = decodeChunks(inPieces(Buffer.from(text), pieceSize), authorisation, (name, value) => {
    trailers[name] = value;
  });
  for await (const piece of chunks) pieces.push(piece);
  return { body: Buffer.concat(pieces), trailers };
}

test('a body comes out of its frame whole, however it is cut into chunks and packets', async () => {
  const cut = fc.record({
    chunks: fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 8 }),
    pieceSize: fc.integer({ min: 1, max: 64 }),
  });
  await fc.assert(
    fc.asyncProperty(cut, async ({ chunks, pieceSize }) => {
      const framed = chunks.map((chunk) => [
        Buffer.from(`${chunk.length.toString(16)}\r\n`),
        chunk,
        Buffer.from('\r\n'),
      ]);
      const end = Buffer.from('0\r\nx-amz-checksum-crc32: AAAA\r\nOther:b\r\n\r\n');
      const { body, trailers } = await decode(Buffer.concat([...framed.flat(), end]), unsigned, pieceSize);
      expect(body.equals(Buffer.concat(chunks))).toBe(true);
      expect(trailers).toEqual({ 'x-amz-checksum-crc32': 'AAAA', other: 'b' });
    }),
    { numRuns: 50 },
  );
});

test.each([
  ['ends in a chunk', '5\r\nhel'],
  ['ends before the last chunk', '5\r\nhello\r\n'],
  ['ends before the empty line', '5\r\nhello\r\n0\r\n'],
  ['has a chunk longer than it says', '4\r\nhello\r\n0\r\n\r\n'],
  ['has a size that is no number', 'zz\r\nhello\r\n0\r\n\r\n'],
  ['has a size beyond reason', 'fffffffffffff\r\nhello\r\n0\r\n\r\n'],
  ['has no frame', 'hello, this is just text'],
  ['has a line without end', `${'5'.repeat(40_000)}`],
])('a body that %s is refused', async (_, text) => {
  await expect(decode(text)).rejects.toMatchObject({ code: 'IncompleteBody' });
});

describe('the example of the S3 documentation', () => {
  // "Signature calculations for the Authorization header: transferring a payload in multiple chunks": 66,560 letters a.
  const signer = new SignatureV4({
    service: 's3',
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    sha256: Sha256,
  });
  const signed: Authorisation = {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    payload: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    longDate: '20130524T000000Z',
    scope: '20130524/us-east-1/s3/aws4_request',
    signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    sign: (text) => signer.sign(text, { signingDate: new Date('2013-05-24T00:00:00Z') }),
  };
  const body = [
    `10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n${'a'.repeat(65_536)}\r\n`,
    `400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n${'a'.repeat(1024)}\r\n`,
    '0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n',
  ].join('');

  test('has the signatures that are worked out here', async () => {
    expect((await decode(body, signed, 10_000)).body.length).toBe(66_560);
  });

  test.each([
    ['a byte of a chunk is changed', body.replace('aa\r\n400', 'ab\r\n400')],
    ['a chunk is left out', body.replace(/400;.*\r\na+\r\n/, '')],
    ['a signature is left out', body.replace(/0;chunk-signature=b6.*\r\n\r\n/, '0\r\n\r\n')],
  ])('is refused when %s', async (_, changed) => {
    expect(changed).not.toBe(body);
    await expect(decode(changed, signed, 10_000)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });
});
