import { listNames, unusable } from '../../unusable.ts';
import { type Bytes, collect } from '../bytes.ts';
import type { ReadingOptions } from '../reading-options.ts';
import { type ArchiveEntry, isHidden, splitPath } from './archive-entry.ts';
import { type ArchivedFile, MOST_TEXT_BYTES, readFolders } from './folders.ts';

/** What an archive holds: texts in folders that are their labels, or one file of labelled texts. */
export type OpenedArchive =
  | { readonly holds: 'folders'; readonly rows: ReturnType<typeof readFolders> }
  | { readonly holds: 'file'; readonly name: string; readonly bytes: Bytes };

/** Files, and their bytes together, that are looked at to tell what an archive holds. */
const FILES_AHEAD = 64;
const BYTES_AHEAD = 8 * 1024 ** 2;

/**
 * Tells what an archive holds by its first files. One that holds a table among e.g. a licence and a description is read
 * as that table.
 * @param isTable says by its name whether a file is one of labelled texts that can be read
 * @throws LabelsmithError `UnusableSource` when it holds no files, or a path that leaves its folder
 */
export async function openArchive(
  file: string,
  entries: AsyncGenerator<ArchiveEntry>,
  options: ReadingOptions,
  isTable: (name: string) => boolean,
): Promise<OpenedArchive> {
  const files = listFiles(file, entries);
  const ahead: ArchivedFile[] = [];
  let bytes = 0;
  while (ahead.length < FILES_AHEAD && bytes < BYTES_AHEAD && countFolders(ahead) < 2) {
    const next = await files.next();
    if (next.done) break;
    const entry = next.value;
    if (entry.kind === 'file' && isTable(nameOf(entry))) {
      return { holds: 'file', name: nameOf(entry), bytes: readOnly(file, entry, files, isTable) };
    }
    const content = await collect(entry.content(), MOST_TEXT_BYTES);
    bytes += content?.length ?? MOST_TEXT_BYTES;
    ahead.push({ ...entry, content: () => once(content) });
  }
  if (ahead.length === 0) {
    throw unusable(
      file,
      'the archive holds no files',
      'Pack one folder of text files for each label, or one .csv or .jsonl file.',
    );
  }
  return { holds: 'folders', rows: readFolders(file, chain(ahead, files), options) };
}

const nameOf = ({ parts }: ArchivedFile) => parts.at(-1) ?? '';
const countFolders = (files: readonly ArchivedFile[]) => new Set(files.map(({ parts }) => parts.at(-2))).size;

async function* listFiles(file: string, entries: AsyncIterable<ArchiveEntry>): AsyncGenerator<ArchivedFile> {
  for await (const { path, kind, content } of entries) {
    const parts = splitPath(file, path);
    if (kind !== 'folder' && !isHidden(parts)) yield { parts, kind, content };
  }
}

/** The one table's bytes. @throws LabelsmithError `UnusableSource` at their end when the archive holds another table */
async function* readOnly(
  file: string,
  table: ArchivedFile,
  files: AsyncGenerator<ArchivedFile>,
  isTable: (name: string) => boolean,
): Bytes {
  try {
    yield* table.content();
    for await (const other of files) {
      if (other.kind !== 'file' || !isTable(nameOf(other))) continue;
      throw unusable(
        file,
        `the archive holds several tables, ${listNames([nameOf(table), nameOf(other)])} among them`,
        'Upload one file of labelled texts; a column "split" may say which of its rows are the test set.',
      );
    }
  } finally {
    await files.return(undefined);
  }
}

/** `undefined` stands for content that was too long. */
async function* once(content: Buffer | undefined): Bytes {
  yield content ?? Buffer.alloc(MOST_TEXT_BYTES + 1);
}

async function* chain(ahead: readonly ArchivedFile[], files: AsyncGenerator<ArchivedFile>) {
  try {
    yield* ahead;
    yield* files;
  } finally {
    await files.return(undefined);
  }
}
