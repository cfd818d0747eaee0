import { findShape } from '../columns/find-shape.ts';
import type { Shape } from '../columns/shape.ts';
import type { PrepareOptions } from '../options.ts';
import { parseJsonLine } from '../reading/json-lines.ts';
import { openRows, withoutRows } from '../reading/open-rows.ts';

import type { SourceRow } from '../reading/source-row.ts';
import { type BrokenRow, MOST_LABELS, refuseAllBroken, refuseSeveralLabels, refuseTooManyLabels } from '../refusals.ts';
import type { Source } from '../source.ts';
import type { LabelTable } from './label-table.ts';
import { cutIntoBlocks } from './line-blocks.ts';
import type { MeasureBlocks, RowBlock } from './measure.ts';
import type { MeasuringPlan } from './measuring-plan.ts';
import type { Partitions } from './partitions.ts';
import { FLAGS, flagsOf, labelOf, recordLength, renumber, rowOf } from './record.ts';

/** Rows that decide which columns hold text and label. */
const SHAPE_ROWS = 100;
/** Rows of a block where the format has no lines to cut at. */
const BLOCK_ROWS = 1000;
/** Labels from which on there are texts where labels should be: far more than can be left once unfit rows are removed. */
const MOST_LABELS_READ = 100 * MOST_LABELS;
/** Rows between two reports of progress. */
const PROGRESS_ROWS = 5000;

/** Where the rows of all files go. */
export interface ScanTarget {
  readonly partitions: Partitions;
  readonly labels: LabelTable;
  readonly broken: BrokenRow[];
  /** How many rows say that they are trained on, and held out. */
  readonly sides: { train: number; heldOut: number };
  /** Rows of the files before: this one's count on from there. */
  readonly firstRow: number;
}

export interface ScanHow {
  readonly plan: Omit<MeasuringPlan, 'shape' | 'wrongBytes'>;
  readonly measure: MeasureBlocks;
  /** Reads only so many rows. */
  readonly limit?: number | undefined;
  readonly onProgress?: ((rows: number) => void) | undefined;
}

export interface Scanned {
  readonly shape: Shape;
  /** Examples and broken rows together. */
  readonly rows: number;
  readonly notes: readonly string[];
}

/**
 * Reads a file's rows into records, once and from front to back; no text stays in memory.
 * @throws LabelsmithError `UnusableSource` when the file cannot be read, has no rows, no fitting columns, or several labels a row
 */
export async function scanSource(
  source: Source,
  options: PrepareOptions,
  target: ScanTarget,
  how: ScanHow,
): Promise<Scanned> {
  const opened = await openRows(source, options);
  const blocks = opened.format === 'json-lines' ? cutIntoBlocks(opened.bytes, source.name) : gather(opened.rows);
  try {
    const first = await blocks.next();
    const wrongBytes = opened.format === 'json-lines' ? opened.wrongBytes : '';
    const rows = first.done ? [] : firstRows(first.value, wrongBytes);
    if (first.done || rows.length === 0) throw withoutRows(source.name);
    const shape = findShapeIn(source.name, rows, options);
    const plan: MeasuringPlan = { ...how.plan, shape: shape.spec, wrongBytes };
    const measured = how.measure(chain(first.value, blocks), plan);
    const offsetOf = opened.format === 'json-lines' ? opened.offsetOf : (offset: number) => offset;
    const count = await collect(source.name, measured, target, how, offsetOf);
    if (count === 0) throw withoutRows(source.name);
    return { shape, rows: count, notes: opened.notes };
  } finally {
    await blocks.return(undefined);
  }
}

async function collect(
  file: string,
  measured: ReturnType<MeasureBlocks>,
  { partitions, labels, broken, firstRow, sides }: ScanTarget,
  { limit = Number.POSITIVE_INFINITY, onProgress }: ScanHow,
  offsetOf: (offset: number) => number,
): Promise<number> {
  let rows = 0;
  let told = 0;
  for await (const block of measured) {
    const left = limit - rows;
    const base = firstRow + rows;
    if (block.severalLabels !== null && block.severalLabels < left) {
      throw refuseSeveralLabels(file, rows + block.severalLabels);
    }
    for (const { row, reason, offset } of block.broken) {
      if (row >= left) continue;
      broken.push({ row: base + row, reason, ...(offset !== undefined && { offset: offsetOf(offset) }) });
    }
    const numbers = new Map<number, number>();
    const { records } = block;
    for (let at = 0; at < records.length; ) {
      const row = rowOf(records, at);
      if (row >= left) break;
      const length = recordLength(records, at);
      const inBlock = labelOf(records, at);
      const label = numbers.get(inBlock) ?? labels.numberOf(block.labels[inBlock] ?? '', base + row);
      numbers.set(inBlock, label);
      labels.count(label);
      const flags = flagsOf(records, at);
      if ((flags & FLAGS.train) !== 0) sides.train += 1;
      if ((flags & FLAGS.heldOut) !== 0) sides.heldOut += 1;
      renumber(records, at, base + row, label);
      const room = partitions.add(records, at, at + length);
      if (room) await room;
      at += length;
    }
    if (labels.labels.length > MOST_LABELS_READ) throw refuseTooManyLabels(file, labels.labels.length);
    rows += Math.min(left, block.rows);
    if (rows - told >= PROGRESS_ROWS) {
      onProgress?.(rows);
      told = rows;
    }
    if (rows >= limit) break;
  }
  onProgress?.(rows);
  return rows;
}

function findShapeIn(file: string, first: readonly SourceRow[], options: PrepareOptions): Shape {
  const cells = first.flatMap((row) => ('cells' in row ? [row.cells] : []));
  if (cells.length > 0) return findShape(file, cells, options);
  const broken = first.flatMap((row) => ('broken' in row ? [{ row: row.row, reason: row.broken }] : []));
  throw refuseAllBroken(file, broken);
}

/** The rows of a file's first block that decide on its columns. */
function firstRows(block: RowBlock, wrongBytes: string): SourceRow[] {
  if ('rows' in block) return block.rows.slice(0, SHAPE_ROWS);
  const rows: SourceRow[] = [];
  for (let from = 0; from < block.lines.length && rows.length < SHAPE_ROWS; ) {
    const found = block.lines.indexOf('\n', from);
    const end = found === -1 ? block.lines.length : found;
    const row = parseJsonLine(block.lines.subarray(from, end), wrongBytes);
    if (row) rows.push({ row: rows.length, ...row });
    from = end + 1;
  }
  return rows;
}

async function* gather(rows: AsyncIterable<SourceRow>): AsyncGenerator<RowBlock> {
  let block: SourceRow[] = [];
  for await (const row of rows) {
    block.push(row);
    if (block.length < BLOCK_ROWS) continue;
    yield { rows: block };
    block = [];
  }
  if (block.length > 0) yield { rows: block };
}

async function* chain(first: RowBlock, blocks: AsyncIterable<RowBlock>): AsyncGenerator<RowBlock> {
  yield first;
  yield* blocks;
}
