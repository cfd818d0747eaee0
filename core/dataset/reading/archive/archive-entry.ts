import { cutName, unusable } from '../../unusable.ts';
import type { Bytes } from '../bytes.ts';

/** One member of an archive, in the archive's order. Its content can be read once, before the next entry is asked for. */
export interface ArchiveEntry {
  /** The path inside the archive, its parts divided by slashes. */
  readonly path: string;
  /** Anything but a file and a folder, such as a link, is never followed and never written. */
  readonly kind: 'file' | 'folder' | 'other';
  content(): Bytes;
}

/** Members after which an archive is refused. */
export const MOST_ENTRIES = 1_000_000;

/** The refusal of an archive that cannot be unpacked. */
export const damaged = (file: string, cause?: unknown) =>
  unusable(file, 'the archive is damaged or cut off', 'Pack the folder anew and upload the archive again.', { cause });

/** The refusal of an archive with too many members. */
export const tooManyEntries = (file: string) =>
  unusable(
    file,
    `the archive holds more than ${MOST_ENTRIES} entries`,
    'Upload the texts as one .csv or .jsonl file, or in several archives.',
  );

/** The parts of a path, without empty ones and `.`. @throws LabelsmithError `UnusableSource` when it leaves its folder */
export function splitPath(file: string, path: string): string[] {
  const normal = path.replaceAll('\\', '/');
  const parts = normal.split('/').filter((part) => part !== '' && part !== '.');
  if (!normal.startsWith('/') && !/^[a-z]:/i.test(normal) && !parts.includes('..') && !normal.includes('\0'))
    return parts;
  throw unusable(
    file,
    `the archive has an entry "${cutName(path.replaceAll('\0', ''))}" that would lie outside its folder`,
    'Pack the folder itself, with paths relative to it, and upload the archive again.',
  );
}

/** True for what packing programs and file systems add on their own, which nobody means to upload. */
export const isHidden = (parts: readonly string[]) =>
  parts.length === 0 || parts.some((part) => part.startsWith('.') || part === '__MACOSX');
