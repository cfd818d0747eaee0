import { knowsLabelColumn, knowsTextColumn } from '../columns/well-known-names.ts';
import { unusable } from '../unusable.ts';
import { type Bytes, peek } from './bytes.ts';
import { readDelimited } from './delimited.ts';
import { type DetectedEncoding, detectEncoding, ENCODING_HEAD_LENGTH } from './detect-encoding.ts';
import { detectDialect } from './dialect.ts';
import { type FileKind, SUPPORTED_EXTENSIONS } from './file-kind.ts';
import { readJsonDocument } from './json-document.ts';
import { readLabelledLines } from './labelled-lines.ts';
import { describeBinary, isWebPage } from './magic-bytes.ts';
import type { ReadingOptions } from './reading-options.ts';
import { type SourceRow, wrongBytes } from './source-row.ts';
import { toUtf8, type Utf8Text } from './to-utf8.ts';

/** A file that has been recognised and can be read, once. */
export type OpenedRows = (
  | {
      readonly format: 'json-lines';
      /** UTF-8 without a byte-order mark; as {@link Utf8Text}, damage shows as bytes that are not UTF-8. */
      readonly bytes: Bytes;
      /** As {@link Utf8Text.offsetOf}. */
      readonly offsetOf: Utf8Text['offsetOf'];
      /** Why a row is broken whose bytes are not UTF-8, for `parseJsonLine`. */
      readonly wrongBytes: string;
    }
  | { readonly format: 'rows'; readonly rows: AsyncGenerator<SourceRow> }
) & {
  /** What a person should know about how the file was read, e.g. `read as cp949 (detected)`. */
  readonly notes: readonly string[];
};

/** Bytes of UTF-8 that are looked at before a reader is chosen and set up. */
const HEAD_LENGTH = 256 * 1024;

/** Opens a text file, unpacked, from its first byte. @throws LabelsmithError `UnusableSource` when it is not text */
export async function openText(
  file: string,
  kind: FileKind,
  bytes: Bytes,
  options: ReadingOptions,
): Promise<OpenedRows> {
  const raw = await peek(bytes, ENCODING_HEAD_LENGTH);
  const detected = recognise(file, raw.head, options.encoding);
  const decoded = toUtf8(raw, detected);
  const { head, bytes: utf8 } = await peek(decoded.bytes, HEAD_LENGTH);
  const text: Utf8Text = { bytes: utf8, offsetOf: decoded.offsetOf };
  const notes = describeEncoding(detected);
  const wrong = wrongBytes(detected.encoding.name);
  if (kind === 'csv' || kind === 'tsv' || (kind === 'txt' && isTabbedTable(head))) {
    const dialect = detectDialect(head, kind !== 'csv');
    return { format: 'rows', rows: readDelimited(file, text, dialect, wrong), notes };
  }
  if (kind === 'txt') return { format: 'rows', rows: readLabelledLines(file, head, text, wrong), notes };
  if (isDocument(kind, head)) return { format: 'rows', rows: readJsonDocument(file, utf8, wrong), notes };
  return { format: 'json-lines', bytes: utf8, offsetOf: text.offsetOf, wrongBytes: wrong, notes };
}

function recognise(file: string, head: Buffer, declared: string | undefined): DetectedEncoding {
  const detected = detectEncoding(file, head, declared);
  const looks = detected.encoding.isWide
    ? undefined
    : (describeBinary(head) ?? (isWebPage(head) ? 'a web page' : undefined));
  if (looks === undefined) return detected;
  throw unusable(
    file,
    `it looks like ${looks}, not like text`,
    `Export the labelled texts as one of ${SUPPORTED_EXTENSIONS.join(' ')} and upload that.`,
  );
}

const describeEncoding = ({ encoding, because }: DetectedEncoding): string[] =>
  because === 'default' || encoding.decoder === 'utf-8' ? [] : [`read as ${encoding.name} (${because})`];

/** A text file of tabs whose first line names a text and a label column is a table under another name. */
function isTabbedTable(head: Buffer): boolean {
  const [first = ''] = head.toString('utf8').split(/[\r\n]/, 1);
  const names = first.split('\t');
  return names.some(knowsTextColumn) && names.some(knowsLabelColumn);
}

/** The three JSON extensions are mixed up often enough that the content decides. */
function isDocument(kind: FileKind, head: Buffer): boolean {
  const start = head.toString('utf8').trimStart();
  if (start.startsWith('[')) return true;
  // A .json file whose first line is JSON by itself and not the last one holds JSON Lines in truth.
  if (kind !== 'json') return false;
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
