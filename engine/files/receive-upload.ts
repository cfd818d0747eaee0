import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { StreamBody } from '../../core/store.ts';
import { ApiError, notOffered } from '../api-error.ts';
import { type UploadPurpose, uploadPurpose } from '../records/file-record.ts';
import { chunksOf } from './byte-streams.ts';
import { EndedEarly } from './delimited-reader.ts';
import { boundaryOf, type FormPart, MalformedForm, readParts } from './multipart.ts';

/** OpenAI's limit for one file: 512 MB. */
const MOST_FILE_BYTES = 512 * 2 ** 20;
/** What a form may have beside the file: boundaries, heads, the other fields. */
const MOST_FIELD_BYTES = 64 * 2 ** 10;
const MOST_NAME_CHARACTERS = 255;

export interface Upload {
  /** Without folders. */
  readonly filename: string;
  readonly purpose: UploadPurpose;
  /** Seconds from now on; null when the file is to stay. */
  readonly expiresAfter: number | null;
  /** SHA-256 of the content, in hexadecimal. */
  readonly digest: string;
  readonly content: StreamBody;
}

/** Bounds are OpenAI's: an hour to 30 days. */
const expiry = z.coerce.number().int().min(3_600).max(2_592_000);

/**
 * Reads an upload's form. The file is held in memory once, in the pieces in which it came; reading stops where it becomes
 * too large.
 * @throws ApiError 400 that names the field at fault, 413 for a file over 512 MB, 501 for a purpose that is not offered
 */
export async function receiveUpload(request: Request): Promise<Upload> {
  const boundary = boundaryOf(request.headers.get('content-type') ?? '');
  if (boundary === undefined || request.body === null) throw noForm();
  if (Number(request.headers.get('content-length') ?? 0) > MOST_FILE_BYTES + MOST_FIELD_BYTES) throw tooLarge();
  try {
    return await readUpload(readParts(chunksOf(request.body), boundary));
  } catch (error) {
    if (error instanceof MalformedForm || error instanceof EndedEarly) throw noForm();
    throw error;
  }
}

interface ReceivedFile extends Pick<Upload, 'filename' | 'digest' | 'content'> {}

async function readUpload(parts: AsyncIterable<FormPart>): Promise<Upload> {
  const fields = new Map<string, string>();
  let file: ReceivedFile | undefined;
  let room = MOST_FIELD_BYTES;
  for await (const part of parts) {
    if (part.fileName === undefined) {
      const value = await readField(part, room);
      room -= value.length;
      fields.set(part.name, value.toString('utf8'));
      if (part.name === 'purpose') purposeOf(fields);
    } else {
      if (part.name !== 'file' || file) throw noFile('expected one file, in the field "file"');
      file = await readFile(part);
    }
  }
  const purpose = purposeOf(fields);
  if (!file) {
    const isText = fields.has('file');
    throw noFile(isText ? 'the field "file" is a text: with curl, write -F file=@PATH' : 'send it in the field "file"');
  }
  return { ...file, purpose, expiresAfter: expiryOf(fields) };
}

async function readField({ content }: FormPart, room: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of content) {
    bytes += piece.length;
    if (bytes > room) throw new ApiError(413, 'The fields beside the file are too long: expected 64 KB at most');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function readFile({ content, fileName = '' }: FormPart): Promise<ReceivedFile> {
  const hash = createHash('sha256');
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of content) {
    bytes += piece.length;
    if (bytes > MOST_FILE_BYTES) throw tooLarge();
    hash.update(piece);
    pieces.push(piece);
  }
  if (bytes === 0) throw noFile('the file is empty');
  return {
    filename: ownNameOf(fileName),
    digest: hash.digest('hex'),
    content: {
      bytes,
      async *open() {
        yield* pieces;
      },
    },
  };
}

/** A name's last part: some senders tell the whole path, by either system's rules. */
function ownNameOf(fileName: string): string {
  const name = fileName.split(/[/\\]/).at(-1) ?? '';
  return name === '' || name === '.' || name === '..' ? 'unnamed' : name.slice(-MOST_NAME_CHARACTERS);
}

function purposeOf(fields: ReadonlyMap<string, string>): UploadPurpose {
  const given = fields.get('purpose');
  if (given === 'evals') throw notOffered('A file for evals');
  const parsed = uploadPurpose.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ApiError(400, `Invalid purpose: expected one of ${uploadPurpose.options.join(', ')}`, { param: 'purpose' });
}

function expiryOf(fields: ReadonlyMap<string, string>): number | null {
  const names = [...fields.keys()].filter((name) => name.startsWith('expires_after'));
  if (names.length === 0) return null;
  const seconds = expiry.safeParse(fields.get('expires_after[seconds]'));
  if (fields.get('expires_after[anchor]') === 'created_at' && seconds.success && names.length === 2) {
    return seconds.data;
  }
  throw new ApiError(
    400,
    'Invalid expires_after: expected expires_after[anchor] "created_at" and expires_after[seconds] from 3600 to 2592000',
    { param: 'expires_after' },
  );
}

const noForm = () =>
  new ApiError(400, 'The body is no complete multipart/form-data: send the fields "purpose" and "file"');

const noFile = (why: string) => new ApiError(400, `No file: ${why}`, { param: 'file' });

const tooLarge = () =>
  new ApiError(413, `The file is too large: a file may have ${MOST_FILE_BYTES} bytes (512 MB)`, { param: 'file' });
