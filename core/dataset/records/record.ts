/**
 * One example as preparation keeps it: a head of fixed length, then the text as a JSON string in UTF-8, quotes included,
 * the very bytes that are written in the end. Numbers are little-endian.
 */

/** Bytes of a text's hash: see `hashText`. The record is sorted by them. */
export const HASH_BYTES = 16;
/** Bytes of the signature that near-duplicates are found by. */
export const SIGNATURE_LENGTH = 32;

const SIGNATURE_AT = HASH_BYTES;
const ROW_AT = SIGNATURE_AT + SIGNATURE_LENGTH;
const LABEL_AT = ROW_AT + 4;
const MARKS_AT = LABEL_AT + 4;
const UNITS_AT = MARKS_AT + 4;
const LETTERS_AT = UNITS_AT + 4;
const UPPER_AT = LETTERS_AT + 4;
const LENGTH_AT = UPPER_AT + 4;
const FLAGS_AT = LENGTH_AT + 4;
const SEPARATORS_AT = FLAGS_AT + 1;

/** Bytes of a record before its text. */
export const HEAD_BYTES = SEPARATORS_AT + 1;

/** Bits of a record's flags. */
export const FLAGS = {
  /** The text is long enough to have a signature. */
  signed: 1,
  /** The user's own split puts it on this side. */
  train: 2,
  heldOut: 4,
  /** The text holds nothing but white space. */
  empty: 8,
} as const;

/** The numbers of a record's head. */
export interface RecordHead {
  readonly row: number;
  readonly label: number;
  /** Bit set of what was found in the text. */
  readonly marks: number;
  /** Length of the text in UTF-16 units. */
  readonly units: number;
  /** Letters, and upper-case letters; 0 unless they were asked for. */
  readonly letters: number;
  readonly upper: number;
  readonly flags: number;
  /** Bit set of the separators that the text holds; 0 unless they were asked for. */
  readonly separators: number;
}

/** Writes the numbers; hash, signature and text are written in place by whoever makes them. */
export function writeHead(target: Buffer, at: number, head: RecordHead, textBytes: number): void {
  target.writeUInt32LE(head.row, at + ROW_AT);
  target.writeUInt32LE(head.label, at + LABEL_AT);
  target.writeUInt32LE(head.marks >>> 0, at + MARKS_AT);
  target.writeUInt32LE(head.units, at + UNITS_AT);
  target.writeUInt32LE(head.letters, at + LETTERS_AT);
  target.writeUInt32LE(head.upper, at + UPPER_AT);
  target.writeUInt32LE(textBytes, at + LENGTH_AT);
  target[at + FLAGS_AT] = head.flags;
  target[at + SEPARATORS_AT] = head.separators;
}

export const signatureStart = (at: number) => at + SIGNATURE_AT;
export const textStart = (at: number) => at + HEAD_BYTES;

/** Bytes of the record's text, quotes included. */
export const textLength = (bytes: Buffer, at: number) => bytes.readUInt32LE(at + LENGTH_AT);
/** Bytes of the whole record. */
export const recordLength = (bytes: Buffer, at: number) => HEAD_BYTES + textLength(bytes, at);

export const rowOf = (bytes: Buffer, at: number) => bytes.readUInt32LE(at + ROW_AT);
export const labelOf = (bytes: Buffer, at: number) => bytes.readUInt32LE(at + LABEL_AT);
export const marksOf = (bytes: Buffer, at: number) => bytes.readUInt32LE(at + MARKS_AT);
export const unitsOf = (bytes: Buffer, at: number) => bytes.readUInt32LE(at + UNITS_AT);
export const lettersOf = (bytes: Buffer, at: number) => bytes.readUInt32LE(at + LETTERS_AT);
export const upperOf = (bytes: Buffer, at: number) => bytes.readUInt32LE(at + UPPER_AT);
export const flagsOf = (bytes: Buffer, at: number) => bytes[at + FLAGS_AT] ?? 0;
export const separatorsOf = (bytes: Buffer, at: number) => bytes[at + SEPARATORS_AT] ?? 0;

/** The text's first 48 bits of hash, which a double holds exactly. */
export const hashPrefix = (bytes: Buffer, at: number) => bytes.readUIntBE(at, 6);
export const HASH_PREFIXES = 2 ** 48;

/** The text itself. */
export function textOf(bytes: Buffer, at: number): string {
  const start = textStart(at);
  const text: unknown = JSON.parse(bytes.toString('utf8', start, start + textLength(bytes, at)));
  return typeof text === 'string' ? text : '';
}

/** Rows and labels are numbered within a block at first: gives a record its numbers in the whole file. */
export function renumber(bytes: Buffer, at: number, row: number, label: number): void {
  bytes.writeUInt32LE(row, at + ROW_AT);
  bytes.writeUInt32LE(label, at + LABEL_AT);
}

export const sameHash = (a: Buffer, at: number, b: Buffer, bAt: number) =>
  a.compare(b, bAt, bAt + HASH_BYTES, at, at + HASH_BYTES) === 0;

/** Compares two records' texts by the bytes they are written as: an order that does not depend on the file's. */
export const compareTexts = (bytes: Buffer, a: number, b: number) =>
  bytes.compare(
    bytes,
    textStart(b),
    textStart(b) + textLength(bytes, b),
    textStart(a),
    textStart(a) + textLength(bytes, a),
  );
