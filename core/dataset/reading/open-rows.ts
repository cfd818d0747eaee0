import type { Source } from '../source.ts';
import { cutName, unusable } from '../unusable.ts';
import type { ArchiveEntry } from './archive/archive-entry.ts';
import { openArchive } from './archive/open-archive.ts';
import { type Bytes, peek } from './bytes.ts';
import { closing } from './closing.ts';
import { requireEncoding } from './encodings.ts';
import { type FileKind, isTableName, requireKind, SUPPORTED_EXTENSIONS } from './file-kind.ts';
import { gunzip, isGzip } from './gunzip.ts';
import { describeBinary, isZip, MAGIC_LENGTH } from './magic-bytes.ts';
import { type OpenedRows, openText } from './open-text.ts';
import type { ReadingOptions } from './reading-options.ts';

export type { OpenedRows } from './open-text.ts';

/**
 * Opens a file for reading, whatever it is written in. Its name tells the format, its first bytes the compression, the
 * encoding and the dialect. The source is closed when what is handed out has been read to its end or is given up
 * (`return()`), and when the file is refused.
 * @throws LabelsmithError `UnusableSource` when it is empty, not what its name says, or of an extension that is not
 * supported
 */
export async function openRows(source: Source, options: ReadingOptions = {}): Promise<OpenedRows> {
  const kind = requireKind(source.name);
  if (options.encoding !== undefined) requireEncoding(source.name, options.encoding);
  const opened = (await source.open())[Symbol.asyncIterator]();
  const close = async () => {
    await opened.return?.();
  };
  try {
    const rows = await open(source.name, kind, { [Symbol.asyncIterator]: () => opened }, options);
    return rows.format === 'rows'
      ? { ...rows, rows: closing(rows.rows, close) }
      : { ...rows, bytes: closing(rows.bytes, close) };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(file: string, kind: FileKind, bytes: Bytes, options: ReadingOptions): Promise<OpenedRows> {
  const packed = await peek(bytes, MAGIC_LENGTH);
  const unpacked = isGzip(packed.head) ? await peek(gunzip(file, packed.bytes), MAGIC_LENGTH) : packed;
  if (unpacked.head.length === 0) throw empty(file);
  if (kind === 'zip' || kind === 'xlsx') requireZip(file, kind, unpacked.head);
  // Loaded where they are needed: most files need none of them, and they cost every start a tenth of a second.
  if (kind === 'xlsx') {
    const { openWorkbook } = await import('./workbook/read-workbook.ts');
    return { format: 'rows', ...(await openWorkbook(file, unpacked.bytes)) };
  }
  if (kind === 'zip') {
    const { readZip } = await import('./archive/zip.ts');
    return openArchived(file, readZip(file, unpacked.bytes, options.encoding), options);
  }
  if (kind === 'tar' || kind === 'tgz') {
    const { readTar } = await import('./archive/tar.ts');
    return openArchived(file, readTar(file, unpacked.bytes), options);
  }
  return openText(file, kind, unpacked.bytes, options);
}

async function openArchived(
  file: string,
  entries: AsyncGenerator<ArchiveEntry>,
  options: ReadingOptions,
): Promise<OpenedRows> {
  try {
    const archive = await openArchive(file, entries, options, isTableName);
    if (archive.holds === 'folders') {
      const part =
        options.folderLabels === 'whole' ? 'its folder' : "its folder, or the last part of the folder's dotted name";
      return { format: 'rows', rows: archive.rows, notes: [`read one text a file, whose label is ${part}`] };
    }
    const rows = await open(archive.name, requireKind(archive.name), archive.bytes, options);
    return { ...rows, notes: [`read the file "${cutName(archive.name)}" of the archive`, ...rows.notes] };
  } catch (error) {
    await entries.return(undefined);
    throw error;
  }
}

function requireZip(file: string, kind: FileKind, head: Buffer): void {
  if (isZip(head)) return;
  const looks = describeBinary(head) ?? 'text';
  throw unusable(
    file,
    `it looks like ${looks}, not like ${kind === 'xlsx' ? 'an Excel workbook (.xlsx)' : 'a .zip archive'}`,
    kind === 'xlsx'
      ? 'Save it in a spreadsheet program as .xlsx, without a password, or as .csv.'
      : `Upload one of ${SUPPORTED_EXTENSIONS.join(' ')} under its own extension.`,
  );
}

/** The refusal of a file that was read and has no rows. */
export const withoutRows = (file: string) =>
  unusable(
    file,
    'it has no rows: a header alone is none',
    'Upload a file with one labelled text a row; ten rows at the very least.',
  );

/** The refusal of a file in which there is nothing to read. */
export const empty = (file: string) =>
  unusable(file, 'the file is empty', 'Upload a file with one labelled text a row; ten rows at the very least.');
