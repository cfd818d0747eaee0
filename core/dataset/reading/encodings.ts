import { unusable } from '../unusable.ts';

/** An encoding that texts can be read from. */
export interface Encoding {
  /** As people write it, and as messages show it. */
  readonly name: string;
  /** Chooses who decodes it; `utf-8` needs no decoding. */
  readonly decoder: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'shift_jis' | 'gb18030' | 'cp949';
  /** True where a character of ASCII is not one byte, so that a text is full of zeros. */
  readonly isWide?: true;
  /** Other names that people and programs use, folded by {@link foldEncodingName}. */
  readonly aliases: readonly string[];
}

export const UTF8: Encoding = { name: 'UTF-8', decoder: 'utf-8', aliases: ['utf8bom', 'utf8sig', 'ascii', 'usascii'] };
export const UTF16LE: Encoding = {
  name: 'UTF-16LE',
  decoder: 'utf-16le',
  isWide: true,
  aliases: ['utf16', 'ucs2', 'unicode'],
};
export const UTF16BE: Encoding = { name: 'UTF-16BE', decoder: 'utf-16be', isWide: true, aliases: [] };
export const WINDOWS_1252: Encoding = {
  name: 'windows-1252',
  decoder: 'windows-1252',
  aliases: ['cp1252', '1252', 'latin1', 'iso88591', 'l1', 'ansi', 'westerneuropean'],
};
export const CP949: Encoding = {
  name: 'cp949',
  decoder: 'cp949',
  aliases: ['949', 'euckr', 'uhc', 'windows949', 'ms949', 'ksc5601', 'ksc56011987', 'korean'],
};
export const SHIFT_JIS: Encoding = {
  name: 'Shift-JIS',
  decoder: 'shift_jis',
  aliases: ['sjis', 'cp932', '932', 'windows31j', 'ms932', 'mskanji', 'japanese'],
};
export const GB18030: Encoding = {
  name: 'GB18030',
  decoder: 'gb18030',
  aliases: ['gbk', 'gb2312', 'cp936', '936', 'euccn', 'chinese'],
};

/** The encodings that can be read. */
export const ENCODINGS = [UTF8, UTF16LE, UTF16BE, WINDOWS_1252, CP949, SHIFT_JIS, GB18030] as const;

/** Encodings' names differ in case, dashes and underscores from program to program. */
const foldEncodingName = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The encoding of a name, whatever its case and dashes; undefined when it cannot be read. */
export function findEncoding(name: string): Encoding | undefined {
  const folded = foldEncodingName(name);
  return ENCODINGS.find((encoding) => foldEncodingName(encoding.name) === folded || encoding.aliases.includes(folded));
}

/** As {@link findEncoding}. @throws LabelsmithError `UnusableSource` with the list of encodings */
export function requireEncoding(file: string, name: string): Encoding {
  const encoding = findEncoding(name);
  if (encoding) return encoding;
  throw unusable(
    file,
    `the encoding ${JSON.stringify(name.slice(0, 40))} is not one that can be read`,
    `Declare one of ${ENCODINGS.map((known) => known.name).join(', ')}, or none: then it is detected.`,
  );
}
