import { isUtf8 } from 'node:buffer';
import { COMPLETION_START, PROMPT_SEPARATOR } from '../../contract/prompt-marks.ts';
import { HALF_CHARACTER, type Shape, type ShapeSpec, shapeOf } from '../columns/shape.ts';
import { parseJsonLine } from '../reading/json-lines.ts';
import { PlainJsonLine } from '../reading/plain-json-line.ts';
import type { SourceRow } from '../reading/source-row.ts';
import type { BrokenRow } from '../refusals.ts';
import type { MeasuringPlan } from './measuring-plan.ts';
import { RecordWriter } from './record-writer.ts';

/** Some rows of a file, one after the other. */
export type RowBlock =
  /** Whole lines of JSON Lines in UTF-8, valid until the next block is asked for; `offset` is where the first one begins. */
  { readonly lines: Buffer; readonly offset: number } | { readonly rows: readonly SourceRow[] };

/** What became of a block's rows. Rows are counted from 0 within the block. */
export interface MeasuredBlock {
  readonly rows: number;
  /** Records one after the other, `label` being a place in `labels`. Valid until the next block is asked for. */
  readonly records: Buffer;
  readonly labels: readonly string[];
  readonly broken: readonly BrokenRow[];
  /** The first row with several labels. */
  readonly severalLabels: number | null;
}

/** Measures blocks of a file and gives the results in the blocks' order, on however many threads. */
export type MeasureBlocks = (blocks: AsyncIterable<RowBlock>, plan: MeasuringPlan) => AsyncIterable<MeasuredBlock>;

/** Measures one block after the other on this thread. */
export const measureHere: MeasureBlocks = async function* (blocks, plan) {
  const measurer = new Measurer(plan);
  for await (const block of blocks) yield measurer.measure(block);
};

const LINE_FEED = 0x0a;
/** How the separator ends a prompt that was prepared before, in JSON. */
const MARKED_END = Buffer.from(JSON.stringify(PROMPT_SEPARATOR).slice(1), 'utf8');

/** Makes records of rows. */
export class Measurer {
  readonly #shape: Shape;
  readonly #wrongBytes: string;
  readonly #writer: RecordWriter;
  readonly #plain: PlainJsonLine | undefined;
  readonly #marked: boolean;
  #rows = 0;
  #broken: BrokenRow[] = [];
  #severalLabels: number | null = null;

  constructor(plan: MeasuringPlan) {
    this.#shape = shapeOf(plan.shape);
    this.#wrongBytes = plan.wrongBytes;
    this.#writer = new RecordWriter(plan);
    this.#plain = plainLinesOf(plan.shape);
    this.#marked = plan.shape.kind === 'columns' && plan.shape.marked;
  }

  measure(block: RowBlock): MeasuredBlock {
    this.#rows = 0;
    this.#broken = [];
    this.#severalLabels = null;
    this.#writer.begin();
    if ('lines' in block) this.#addLines(block.lines, block.offset);
    else for (const row of block.rows) this.#add(row);
    const { labels, records } = this.#writer;
    return { rows: this.#rows, records, labels, broken: this.#broken, severalLabels: this.#severalLabels };
  }

  #addLines(lines: Buffer, offset: number): void {
    const plain = isUtf8(lines) ? this.#plain : undefined;
    for (let from = 0; from < lines.length; ) {
      const found = lines.indexOf(LINE_FEED, from);
      const end = found === -1 ? lines.length : found;
      if (!plain || !this.#addPlain(plain, lines, from, end)) this.#addLine(lines.subarray(from, end), offset + from);
      from = end + 1;
    }
  }

  /** Adds a line without parsing it, if it is plain enough. */
  #addPlain(plain: PlainJsonLine, lines: Buffer, from: number, end: number): boolean {
    if (!plain.read(lines, from, end)) return false;
    const { label, text } = plain;
    const marked =
      this.#marked && lines.compare(MARKED_END, 0, MARKED_END.length, text.end - MARKED_END.length, text.end);
    if (marked === 0) return false;
    const name = plainLabel(lines, label.start + 1, label.end - 1);
    if (name === undefined) return false;
    const named = this.#marked && name.startsWith(COMPLETION_START) ? name.slice(COMPLETION_START.length) : name;
    if (!this.#writer.writeJson(this.#rows, lines, text, named)) return false;
    this.#rows += 1;
    return true;
  }

  #addLine(line: Buffer, offset: number): void {
    const row = parseJsonLine(line, this.#wrongBytes);
    if (row) this.#add('broken' in row ? { ...row, offset } : row, offset);
  }

  #add(row: RowContent, offset?: number): void {
    const taken = 'broken' in row ? row : this.#shape.extract(row.cells);
    if ('severalLabels' in taken) this.#severalLabels ??= this.#rows;
    else if ('broken' in taken) this.#noteBroken(taken.broken, 'broken' in row ? row.offset : offset);
    else if (taken.text.isWellFormed() && taken.label.isWellFormed()) this.#writer.write(this.#rows, taken);
    else this.#noteBroken(HALF_CHARACTER, offset);
    this.#rows += 1;
  }

  #noteBroken(reason: string, offset: number | undefined): void {
    this.#broken.push({ row: this.#rows, reason, ...(offset !== undefined && { offset }) });
  }
}

type RowContent =
  | { readonly cells: Parameters<Shape['extract']>[0] }
  | { readonly broken: string; readonly offset?: number };

/** A reader of plain lines, for shapes that are no more than one column of texts and one of labels. */
function plainLinesOf(shape: ShapeSpec): PlainJsonLine | undefined {
  if (shape.kind !== 'columns' || shape.split || shape.text.length !== 1) return undefined;
  return new PlainJsonLine(shape.text[0] ?? '', shape.label);
}

/** A label without anything that JSON escapes; undefined for other ones. */
function plainLabel(bytes: Buffer, start: number, end: number): string | undefined {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x20 || byte > 0x7e || byte === 0x5c) return undefined;
  }
  return bytes.toString('latin1', start, end);
}
