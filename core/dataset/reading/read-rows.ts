import type { Source } from '../source.ts';
import { unusable } from '../unusable.ts';
import { type Bytes, type Peeked, peek } from './bytes.ts';
import { readDelimited } from './delimited.ts';
import { detectDialect } from './dialect.ts';
import { detectEncoding, toUtf8 } from './encoding.ts';
import { gunzip, isGzip } from './gunzip.ts';
import { readJsonDocument } from './json-document.ts';
import { readJsonLines } from './json-lines.ts';
import { readLabelledLines } from './labelled-lines.ts';
import { describeBinary, MAGIC_LENGTH } from './magic-bytes.ts';
import type { SourceRow } from './source-row.ts';

/** Bytes that are looked at before a reader is chosen and set up. */
const HEAD_LENGTH = 256 * 1024;

type Reader = (file: string, peeked: Peeked) => AsyncIterable<SourceRow>;

const READERS: Readonly<Record<string, Reader>> = {
  csv: (file, { head, bytes }) => readDelimited(file, bytes, detectDialect(head, false)),
  tsv: (file, { head, bytes }) => readDelimited(file, bytes, detectDialect(head, true)),
  jsonl: readJson,
  ndjson: readJson,
  json: readJson,
  txt: (file, { head, bytes }) => readLabelledLines(file, head, bytes),
};

/** The extensions that can be read, each also followed by `.gz`. */
export const SUPPORTED_EXTENSIONS = Object.keys(READERS).map((extension) => `.${extension}`);

/**
 * The rows of a file, one by one, whatever it is written in. The file's extension chooses the reader, its first bytes
 * the compression, the encoding and the dialect.
 * @throws LabelsmithError `UnusableSource` when it is empty, not text, or of an extension that is not supported
 */
export async function* readRows(source: Source): AsyncGenerator<SourceRow> {
  const reader = chooseReader(source.name);
  const opened = (await source.open())[Symbol.asyncIterator]();
  try {
    const packed = await peek({ [Symbol.asyncIterator]: () => opened }, MAGIC_LENGTH);
    const bytes = isGzip(packed.head) ? gunzip(source.name, packed.bytes) : packed.bytes;
    yield* reader(source.name, await peek(await decode(source.name, bytes), HEAD_LENGTH));
  } finally {
    // A refusal on the way would otherwise leave the file open.
    await opened.return?.();
  }
}

function chooseReader(file: string): Reader {
  const name = file.toLowerCase().replace(/\.gz$/, '');
  const extension = /\.([^./\\]+)$/.exec(name)?.[1] ?? '';
  const reader = Object.hasOwn(READERS, extension) ? READERS[extension] : undefined;
  if (reader) return reader;
  throw unusable(
    file,
    extension ? `files of the kind .${extension} cannot be read` : 'its name has no extension that tells its format',
    `Upload one of ${SUPPORTED_EXTENSIONS.join(' ')}, plain or gzipped (.gz).`,
  );
}

async function decode(file: string, bytes: Bytes): Promise<Bytes> {
  const raw = await peek(bytes, MAGIC_LENGTH);
  if (raw.head.length === 0) throw empty(file);
  const binary = detectEncoding(raw.head).encoding === 'utf-8' ? describeBinary(raw.head) : undefined;
  if (binary) {
    throw unusable(
      file,
      `it looks like ${binary}, not like text`,
      `Export the labelled texts as one of ${SUPPORTED_EXTENSIONS.join(' ')} and upload that.`,
    );
  }
  return toUtf8(raw);
}

/** The refusal of a file in which there is nothing to read. */
export const empty = (file: string) =>
  unusable(file, 'the file is empty', 'Upload a file with one labelled text a row; ten rows at the very least.');

/** The three JSON extensions are mixed up often enough that the content decides. */
function readJson(file: string, { head, bytes }: Peeked): AsyncIterable<SourceRow> {
  return isDocument(file, head) ? readJsonDocument(file, bytes) : readJsonLines(bytes);
}

/** A .json file whose first line is JSON by itself and not the last one holds JSON Lines in truth. */
function isDocument(file: string, head: Buffer): boolean {
  const start = head.toString('utf8').trimStart();
  if (start.startsWith('[')) return true;
  if (!/\.json(\.gz)?$/i.test(file)) return false;
  const [first = '', ...others] = start.split('\n');
  return others.every((line) => line.trim() === '') || !isJson(first);
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
