import { isLabelsmithError } from '../../../errors.ts';
import { cutName, unusable } from '../../unusable.ts';
import { type Bytes, collect } from '../bytes.ts';
import { type DetectedEncoding, detectEncoding } from '../detect-encoding.ts';
import { describeBinary } from '../magic-bytes.ts';
import type { ReadingOptions } from '../reading-options.ts';
import { type SourceRow, wrongBytes } from '../source-row.ts';
import { decodeText } from '../to-utf8.ts';
import type { ArchiveEntry } from './archive-entry.ts';

/** A member of an archive that counts as a row. */
export interface ArchivedFile {
  /** The folders and the name; at least the name. */
  readonly parts: readonly string[];
  readonly kind: ArchiveEntry['kind'];
  content(): Bytes;
}

/** A single text may be this long. */
export const MOST_TEXT_BYTES = 16 * 1024 ** 2;

/**
 * A row for every file, in the archive's order: its text is the content, its label the folder that it lies in.
 * @throws LabelsmithError `UnusableSource` when two folders would have the same label
 */
export async function* readFolders(
  file: string,
  files: AsyncIterable<ArchivedFile>,
  options: ReadingOptions,
): AsyncGenerator<SourceRow> {
  const labels = new FolderLabels(file, options.folderLabels ?? 'last-part');
  let row = 0;
  for await (const archived of files) {
    const folder = archived.parts.at(-2);
    const read = await readText(file, archived, options);
    const who = `is the file "${cutName(archived.parts.join('/'))}"`;
    if (folder === undefined) yield { row, broken: `${who}, which lies in no folder and so has no label` };
    else if ('broken' in read) yield { row, broken: `${who}, which ${read.broken}` };
    else yield { row, cells: { text: read.text, label: labels.of(folder) } };
    row += 1;
  }
}

async function readText(
  file: string,
  { kind, content }: ArchivedFile,
  { encoding }: ReadingOptions,
): Promise<{ text: string } | { broken: string }> {
  if (kind !== 'file') return { broken: 'is a link or a device and is not followed' };
  const bytes = await collect(content(), MOST_TEXT_BYTES);
  if (!bytes) return { broken: `is longer than ${MOST_TEXT_BYTES / 1024 ** 2} MB` };
  const detected = detectFor(file, bytes, encoding);
  if (!detected) return { broken: 'is written in an encoding that cannot be read' };
  const binary = detected.encoding.isWide ? undefined : describeBinary(bytes);
  if (binary) return { broken: `looks like ${binary}, not like text` };
  const text = decodeText(bytes, detected);
  return text === undefined ? { broken: wrongBytes(detected.encoding.name) } : { text };
}

/** One text in an encoding of its own does not make the archive unusable. */
function detectFor(file: string, bytes: Buffer, encoding?: string): DetectedEncoding | undefined {
  try {
    return detectEncoding(file, bytes, encoding);
  } catch (error) {
    if (isLabelsmithError(error)) return undefined;
    throw error;
  }
}

/** The label of each folder: the last part of a dotted name, unless the whole name was asked for. */
class FolderLabels {
  readonly #file: string;
  readonly #take: 'last-part' | 'whole';
  readonly #folders = new Map<string, string>();

  constructor(file: string, take: 'last-part' | 'whole') {
    this.#file = file;
    this.#take = take;
  }

  of(folder: string): string {
    const label = this.#take === 'whole' || !DOTTED.test(folder) ? folder : folder.slice(folder.lastIndexOf('.') + 1);
    const other = this.#folders.get(label) ?? folder;
    this.#folders.set(label, other);
    if (other === folder) return label;
    throw unusable(
      this.#file,
      `the folders "${cutName(other)}" and "${cutName(folder)}" would both have the label "${cutName(label)}"`,
      'Take the whole names of the folders as labels: "folderLabels": "whole" in settings.json, or --folder-labels whole.',
    );
  }
}

/** A newsgroup's name, unlike a version's number or a file's name. */
const DOTTED = /^[a-z][\w+-]*(?:\.[a-z][\w+-]*)+$/i;
