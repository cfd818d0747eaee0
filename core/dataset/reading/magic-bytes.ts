/** What files that are not text begin with, in Latin-1, and what a person calls them. Long enough that no text begins so. */
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ['\x89PNG\r\n\x1a\n', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['GIF87a', 'a GIF image'],
  ['GIF89a', 'a GIF image'],
  ['%PDF-', 'a PDF document'],
  ['PK\x03\x04', 'a ZIP archive, or an Excel, Word or OpenDocument file'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an old Excel or Word file'],
  ['SQLite format 3\0', 'an SQLite database'],
  ['PAR1\x15', 'a Parquet file'],
  ['ARROW1\0', 'an Arrow or Feather file'],
  ['\x89HDF\r\n\x1a\n', 'an HDF5 file'],
  ['\x93NUMPY', 'a NumPy array'],
  ['BZh91AY', 'a bzip2 archive'],
  ['\xfd7zXZ\0', 'an xz archive'],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive'],
  ['\x28\xb5\x2f\xfd', 'a Zstandard archive'],
  ['Rar!\x1a\x07', 'a RAR archive'],
  ['\x7fELF', 'a program'],
  ['MZ\x90\0', 'a Windows program'],
  ['ID3\x03', 'an MP3 recording'],
  ['ID3\x04', 'an MP3 recording'],
  ['OggS\0', 'an Ogg recording'],
  ['{\\rtf', 'an RTF document'],
];

/** Bytes of a file's beginning that {@link describeBinary} looks at. */
export const MAGIC_LENGTH = 4096;

/** Where a tar archive's first header has its mark. */
const TAR_MARK = { at: 257, text: 'ustar' };

/**
 * What the file looks like when it is not text, e.g. `a PNG image`; undefined when it may be text.
 * The head must be of UTF-8 or a similar encoding: in UTF-16 zero bytes are text.
 */
export function describeBinary(head: Buffer): string | undefined {
  const start = head.subarray(0, MAGIC_LENGTH).toString('latin1');
  const known = BEGINNINGS.find(([beginning]) => start.startsWith(beginning));
  if (known) return known[1];
  if (start.startsWith('RIFF') && /^(WAVE|WEBP|AVI )/.test(start.slice(8))) return 'an image, a recording or a film';
  if (start.startsWith('\0') && start.startsWith('ftyp', 4)) return 'a film or a photo';
  if (start.startsWith(TAR_MARK.text, TAR_MARK.at)) return 'a tar archive';
  if (start.includes('\0')) return 'a binary file';
  return undefined;
}

/** True for HTML, which is text, but holds no table. */
export const isWebPage = (head: Buffer) =>
  /^(?:\xef\xbb\xbf)?\s*(<!doctype html|<html)/i.test(head.subarray(0, MAGIC_LENGTH).toString('latin1'));

/** True for a zip archive; an empty one begins with its end. */
export const isZip = (head: Buffer) => ['PK\x03\x04', 'PK\x05\x06'].includes(head.toString('latin1', 0, 4));
