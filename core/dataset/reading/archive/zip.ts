import { isUtf8 } from 'node:buffer';
import { crc32, inflateRawSync } from 'node:zlib';
import { type Entry, fromBufferPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { isLabelsmithError } from '../../../errors.ts';
import { cutName, unusable } from '../../unusable.ts';
import { type Bytes, collect } from '../bytes.ts';
import { decodeWhole } from '../decoders.ts';
import { findEncoding } from '../encodings.ts';
import { UnpackGuard } from '../unpack-guard.ts';
import { type ArchiveEntry, damaged, MOST_ENTRIES, tooManyEntries } from './archive-entry.ts';

/** A zip archive has its list of contents at its end, so that it is held in memory as a whole. */
const MOST_BYTES = 256 * 1024 ** 2;

/** Where the upper half of a zip entry's attributes holds a Unix file mode, and the kinds of file in it. */
const MODE_SHIFT = 16;
const KIND_MASK = 0o170000;
const KIND_FILE = 0o100000;
const KIND_FOLDER = 0o040000;
const MADE_ON_UNIX = 3;

interface OpenZip {
  readonly file: string;
  readonly zip: ZipFile;
  readonly bytes: Buffer;
  readonly guard: UnpackGuard;
}

/**
 * The entries of a zip archive, in the order of its list of contents.
 * @throws LabelsmithError `UnusableSource` when it is larger than 256 MB, damaged, encrypted, has too many entries, or
 * unpacks to too much
 */
export async function* readZip(file: string, bytes: Bytes, encoding?: string): AsyncGenerator<ArchiveEntry> {
  const archive = await collect(bytes, MOST_BYTES);
  if (!archive) {
    throw unusable(
      file,
      `a .zip archive of more than ${MOST_BYTES / 1024 ** 2} MB`,
      'Pack the folder as .tar.gz instead, which may have any size.',
    );
  }
  yield* readZipBuffer(file, archive, new UnpackGuard(file), encoding);
}

/** As {@link readZip}, of an archive in memory. `encoding` is what was declared for the file, and so for its names. */
export async function* readZipBuffer(
  file: string,
  archive: Buffer,
  guard: UnpackGuard,
  encoding?: string,
): AsyncGenerator<ArchiveEntry> {
  try {
    // The library decodes the names of old archives as code page 437, whatever they were written in.
    const zip = await fromBufferPromise(archive, { decodeStrings: false });
    if (zip.entryCount > MOST_ENTRIES) throw tooManyEntries(file);
    for await (const entry of zip.eachEntry()) {
      const path = decodeName(entry, encoding);
      if (entry.isEncrypted()) throw encrypted(file, path);
      yield {
        path,
        kind: kindOf(path, entry),
        content: () => unpack({ file, zip, bytes: archive, guard }, entry),
      };
    }
  } catch (error) {
    throw explain(file, error);
  }
}

/** Files up to this size are unpacked at once, which is ten times quicker than as a stream. */
const SMALL_BYTES = 1024 ** 2;
const STORED = 0;
const DEFLATED = 8;

async function* unpack(archive: OpenZip, entry: Entry): Bytes {
  const { file, guard } = archive;
  let sum = 0;
  try {
    for await (const chunk of readEntry(archive, entry)) {
      guard.count(chunk.length, archive.bytes.length);
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (error) {
    throw explain(file, error);
  }
  if (sum !== entry.crc32) throw damaged(file);
}

async function* readEntry({ zip, bytes }: OpenZip, entry: Entry): AsyncGenerator<Buffer> {
  const { compressionMethod: method, compressedSize, uncompressedSize } = entry;
  const small = Math.max(compressedSize, uncompressedSize) <= SMALL_BYTES;
  if (!small || (method !== STORED && method !== DEFLATED)) {
    yield* await zip.openReadStreamPromise(entry);
    return;
  }
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const packed = bytes.subarray(fileDataStart, fileDataStart + compressedSize);
  // The limit is what the entry says of itself, so that none can be larger than it was counted for.
  yield method === STORED ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, uncompressedSize) });
}

/** Old programs write names in the encoding of their machine and do not say which. */
function decodeName({ fileNameRaw, generalPurposeBitFlag, extraFields }: Entry, encoding?: string): string {
  if (isUtf8(fileNameRaw)) return fileNameRaw.toString('utf8');
  const declared = encoding === undefined ? undefined : findEncoding(encoding);
  if (declared) return decodeWhole(fileNameRaw, declared);
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
}

function kindOf(path: string, { versionMadeBy, externalFileAttributes }: Entry): ArchiveEntry['kind'] {
  if (/[/\\]$/.test(path)) return 'folder';
  const mode = versionMadeBy >>> 8 === MADE_ON_UNIX ? (externalFileAttributes >>> MODE_SHIFT) & KIND_MASK : 0;
  return mode === 0 || mode === KIND_FILE ? 'file' : mode === KIND_FOLDER ? 'folder' : 'other';
}

function explain(file: string, error: unknown): unknown {
  if (isLabelsmithError(error)) return error;
  const message = error instanceof Error ? error.message : '';
  if (/encrypt/.test(message)) return encrypted(file);
  const method = /unsupported compression method: \d+/.exec(message)?.[0];
  if (!method) return damaged(file, error);
  return unusable(
    file,
    `the archive uses an ${method}`,
    'Pack the folder with an ordinary zip program, or as .tar.gz.',
  );
}

const encrypted = (file: string, path?: string) =>
  unusable(
    file,
    path === undefined ? 'the archive is encrypted' : `the archive's entry "${cutName(path)}" is encrypted`,
    'Pack the folder without a password and upload the archive again.',
  );
