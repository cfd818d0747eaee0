import { ByteReader } from './byte-reader.ts';
import { S3Error } from './s3-error.ts';

/** S3's bound on everything in a form before its file, in bytes. */
const FIELDS_BYTES = 20 * 1024;

export interface UploadForm {
  /** The fields before the file, names in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  /** The name that the browser gave the file; empty when it gave none. */
  readonly fileName: string;
  /** The file's bytes, to be read once. What follows the file is read off and ignored, as S3 does. */
  readonly file: AsyncIterable<Uint8Array>;
}

/**
 * Reads a `multipart/form-data` body (RFC 7578) as S3 wants one: some fields, then one field `file`, which is streamed.
 * @throws S3Error `MalformedPOSTRequest`, `MaxMessageLengthExceeded`, `InvalidArgument` when there is no file
 */
export async function readUploadForm(contentType: string, body: AsyncIterable<Uint8Array>): Promise<UploadForm> {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^;\s"]{1,70}))/i.exec(contentType);
  const marker = `--${boundary?.[1] ?? boundary?.[2] ?? ''}`;
  const reader = new ByteReader(body);
  const delimiter = Buffer.from(`\r\n${marker}`);
  if (marker === '--' || (await reader.line()) !== marker) throw malformed();
  const fields = new Map<string, string>();
  for (let size = 0; ; ) {
    const { name, fileName } = await readPartHead(reader);
    if (name.toLowerCase() === 'file') return { fields, fileName, file: readFilePart(reader, delimiter) };
    const value = await readField(reader, delimiter, FIELDS_BYTES - size);
    size += value.length;
    fields.set(name.toLowerCase(), value.toString('utf8'));
    if (await isLast(reader)) throw new S3Error('InvalidArgument', 'A form must have exactly one field named file.');
  }
}

async function readPartHead(reader: ByteReader): Promise<{ name: string; fileName: string }> {
  let disposition = '';
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    if (/^content-disposition:/i.test(line)) disposition = line;
  }
  const name = /;\s*name="([^"]*)"/i.exec(disposition)?.[1];
  if (name === undefined) throw malformed();
  return { name: unescapeName(name), fileName: unescapeName(/;\s*filename="([^"]*)"/i.exec(disposition)?.[1] ?? '') };
}

async function readField(reader: ByteReader, delimiter: Buffer, limit: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of reader.until(delimiter)) {
    size += piece.length;
    if (size > limit) throw new S3Error('MaxMessageLengthExceeded', 'The fields before the file are too long.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function* readFilePart(reader: ByteReader, delimiter: Buffer): AsyncGenerator<Uint8Array> {
  try {
    yield* reader.until(delimiter);
    await reader.drain();
  } finally {
    await reader.close();
  }
}

/** After a delimiter come two hyphens when it was the last one, and else a line's end. */
async function isLast(reader: ByteReader): Promise<boolean> {
  const pieces: Buffer[] = [];
  for await (const piece of reader.take(2)) pieces.push(piece);
  const end = Buffer.concat(pieces).toString('latin1');
  if (end !== '--' && end !== '\r\n') throw malformed();
  return end === '--';
}

/** The three characters that browsers escape in a name (HTML, "Multipart form data"). */
function unescapeName(name: string): string {
  return name.replace(/%(0A|0D|22)/gi, (escaped) => decodeURIComponent(escaped));
}

function malformed(): S3Error {
  return new S3Error('MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.');
}
