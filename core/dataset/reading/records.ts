import { unusable } from '../unusable.ts';
import { asBuffer, type Bytes } from './bytes.ts';
import type { Dialect } from './dialect.ts';
import { decodeUtf8 } from './lines.ts';
import { beginsWithQuote, endOfLine, isBlankRecord, type ParsedBlock, parseBlock } from './parse-block.ts';
import { isQuotedProperly } from './quoting.ts';

/** One record of a delimited file; `offset` is where it begins in the stream. */
export type FileRecord =
  /** A cell is undefined when its bytes are not UTF-8. */
  | { readonly offset: number; readonly cells: readonly (string | undefined)[] }
  | { readonly offset: number; readonly broken: string };

const STRAY_QUOTE = 'has a quote that is neither closed nor escaped';
const NEVER_CLOSED = 'opens a quote that is never closed';

/** Bytes that are parsed at once. */
const BLOCK = 256 * 1024;
/** After a quote in the wrong place parsing begins anew, with blocks that grow from here: the next one may be near. */
const FIRST_BLOCK = 512;
/** A record may be this long; a quote that is never closed would otherwise gather the rest of the file in memory. */
const MOST_RECORD_BYTES = 16 * 1024 ** 2;
/** So many stray quotes, and such a share of the records, mean that the file quotes in a way of its own. */
const MOST_STRAY = 1000;
const MOST_STRAY_SHARE = 0.2;
/** Bytes behind an unclosed quote by which it is judged whether rows go on there. */
const OUTLOOK = 64 * 1024;

/**
 * The records of a delimited file, blank ones included, as many at a time as were parsed together.
 *
 * A quote in the wrong place can hide the rows behind it. Where those behind its line are as wide as the header, it was
 * a stray one: its own row is broken and the others are read. Where they are not, the quoted cell was meant to go on over
 * several lines, and what the parser took for one record is one broken row.
 * @throws LabelsmithError `UnusableSource` when a quote is never closed and it cannot be told which
 */
export async function* readRecords(file: string, bytes: Bytes, dialect: Dialect): AsyncGenerator<FileRecord[]> {
  const parser = new RecordParser(file, dialect);
  for await (const chunk of bytes) {
    const records = parser.take(asBuffer(chunk));
    if (records.length > 0) yield records;
  }
  yield parser.end();
}

class RecordParser {
  readonly #file: string;
  readonly #dialect: Dialect;
  #chunks: Buffer[] = [];
  #held = 0;
  /** Bytes that must be there before it is worth parsing again: twice as many as were in vain. */
  #wanted = BLOCK;
  /** Where in the stream the held bytes begin. */
  #offset = 0;
  #records = 0;
  #stray = 0;
  /** Cells of the first record, which all others must have. */
  #width: number | undefined;

  constructor(file: string, dialect: Dialect) {
    this.#file = file;
    this.#dialect = dialect;
  }

  take(chunk: Buffer): FileRecord[] {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    return this.#held >= this.#wanted ? this.#parse(false) : [];
  }

  end(): FileRecord[] {
    return this.#parse(true);
  }

  #parse(final: boolean): FileRecord[] {
    const found: FileRecord[] = [];
    const held = Buffer.concat(this.#chunks);
    let at = 0;
    let size = BLOCK;
    for (;;) {
      const block = held.subarray(at, at + size);
      const whole = at + size >= held.length;
      const parsed = parseBlock(block, this.#dialect, whole && final);
      const resume = this.#sort(block, parsed, this.#offset + at, found);
      at += resume ?? parsed.used;
      if (resume !== undefined) size = FIRST_BLOCK;
      else if (!whole) size = parsed.used === 0 ? 2 * size : Math.min(2 * size, BLOCK);
      else if (parsed.unclosed && (final || held.length - at > MOST_RECORD_BYTES)) {
        at += this.#skipUnclosed(held.subarray(at), final, this.#offset + at, found);
        size = FIRST_BLOCK;
      } else break;
    }
    this.#keep(held.subarray(at));
    return found;
  }

  /** Tells whole records from broken ones. Returns where in the block to begin anew when a stray quote has hidden rows. */
  #sort(
    block: Buffer,
    { records, isUtf8: valid }: ParsedBlock,
    offset: number,
    found: FileRecord[],
  ): number | undefined {
    for (const { cells, start, end } of records) {
      if (!beginsWithQuote(cells, this.#dialect) || isQuotedProperly(block.subarray(start, end), this.#dialect)) {
        if (!isBlankRecord(cells)) this.#count(cells.length);
        found.push({ offset: offset + start, cells: valid ? cells : cells.map(decodeCell) });
        continue;
      }
      this.#refuseInHeader(STRAY_QUOTE);
      this.#count();
      this.#countStray();
      found.push({ offset: offset + start, broken: STRAY_QUOTE });
      const raw = block.subarray(start, end);
      const lineEnd = endOfLine(raw, this.#dialect);
      if (lineEnd < raw.length && this.#areRows(raw.subarray(lineEnd), true)) return start + lineEnd;
    }
    return undefined;
  }

  /** Returns the bytes up to the rows behind an unclosed quote. */
  #skipUnclosed(open: Buffer, final: boolean, offset: number, found: FileRecord[]): number {
    this.#refuseInHeader(NEVER_CLOSED);
    const lineEnd = endOfLine(open, this.#dialect);
    const outlook = open.subarray(lineEnd, lineEnd + OUTLOOK);
    if (!this.#areRows(outlook, final && lineEnd + OUTLOOK >= open.length)) {
      throw unusable(
        this.#file,
        `the quote that is opened in row ${this.#records - (this.#dialect.header ? 1 : 0)} is never closed`,
        'Close the quote, or double the quotes inside quoted cells, and upload the file again.',
      );
    }
    this.#count();
    found.push({ offset, broken: NEVER_CLOSED });
    return lineEnd;
  }

  /**
   * True when the bytes, from the beginning of a line on, are rows like the others. The last of their lines may begin a
   * quoted cell that is not closed there: it is the next to be judged.
   */
  #areRows(bytes: Buffer, last: boolean): boolean {
    const { records, unclosed, used } = parseBlock(bytes, this.#dialect, last);
    const full = records.filter(({ cells }) => !isBlankRecord(cells));
    const closing = unclosed ? undefined : full.at(-1);
    const isLastLine = (from: number) => from + endOfLine(bytes.subarray(from), this.#dialect) === bytes.length;
    if (last && unclosed && !isLastLine(used)) return false;
    if (bytes.length > 0 && records.length === 0 && !unclosed) return false;
    return full.every((record) => {
      const { cells, start, end } = record;
      const isRow = cells.length === this.#width && isQuotedProperly(bytes.subarray(start, end), this.#dialect, true);
      return isRow || (record === closing && beginsWithQuote(cells, this.#dialect) && isLastLine(start));
    });
  }

  /** Parsing begins anew at every stray quote: a file full of them would take too long to be of use to anybody. */
  #countStray(): void {
    this.#stray += 1;
    if (this.#stray < MOST_STRAY || this.#stray < MOST_STRAY_SHARE * this.#records) return;
    throw unusable(
      this.#file,
      `${this.#stray} of its first ${this.#records} rows have a quote that is neither closed nor escaped`,
      'Double the quotes inside quoted cells, or write the file as tab-separated values without quotes (.tsv).',
    );
  }

  #refuseInHeader(what: string): void {
    if (this.#width !== undefined) return;
    throw unusable(this.#file, `its first line ${what}`, 'Correct the first line and upload the file again.');
  }

  #count(width?: number): void {
    this.#records += 1;
    this.#width ??= width;
  }

  #keep(rest: Buffer): void {
    if (rest.length > MOST_RECORD_BYTES) {
      const megabytes = MOST_RECORD_BYTES / 1024 ** 2;
      throw unusable(
        this.#file,
        `it has a row of more than ${megabytes} MB`,
        'Check that the file has a line end behind every row.',
      );
    }
    this.#offset += this.#held - rest.length;
    this.#chunks = [Buffer.from(rest)];
    this.#held = rest.length;
    this.#wanted = Math.max(BLOCK, 2 * rest.length);
  }
}

const decodeCell = (cell: string) => decodeUtf8(Buffer.from(cell, 'latin1'));
