import { findShape } from './columns/find-shape.ts';
import { type Extracted, HALF_CHARACTER, type Shape } from './columns/shape.ts';
import type { Example } from './example.ts';
import { hashText } from './hash-text.ts';
import type { PrepareOptions, PrepareSurroundings } from './options.ts';
import { empty, readRows } from './reading/read-rows.ts';
import type { SourceRow } from './reading/source-row.ts';
import { type BrokenRow, refuseBroken, refuseSeveralLabels } from './refusals.ts';
import type { Source } from './source.ts';

/** A file's rows as examples, before anything is checked. */
export interface SourceExamples {
  readonly shape: Shape;
  /** In the file's order; text or label may be empty. */
  readonly examples: readonly Example[];
  readonly broken: readonly BrokenRow[];
  /** Rows read: examples and broken rows together. */
  readonly rows: number;
}

/** Rows that decide which columns hold text and label. */
const SHAPE_ROWS = 100;
/** Rows between two reports of progress. */
const PROGRESS_ROWS = 5000;

/**
 * Reads a file's examples, as many rows as `limit` allows.
 * @throws LabelsmithError `UnusableSource` when the file cannot be read, has no rows, no fitting columns, or several labels a row
 */
export async function readExamples(
  source: Source,
  options: PrepareOptions,
  onProgress: PrepareSurroundings['onProgress'],
): Promise<SourceExamples> {
  const rows = limitRows(readRows(source), options.limit);
  try {
    const first = await takeRows(rows, SHAPE_ROWS);
    if (first.length === 0) throw empty(source.name);
    const shape = findShapeIn(source.name, first, options);
    return await takeExamples(source.name, shape, chain(first, rows), onProgress);
  } finally {
    await rows.return(undefined);
  }
}

async function takeExamples(
  file: string,
  shape: Shape,
  rows: AsyncIterable<SourceRow>,
  onProgress: PrepareSurroundings['onProgress'],
): Promise<SourceExamples> {
  const examples: Example[] = [];
  const broken: BrokenRow[] = [];
  let read = 0;
  for await (const row of rows) {
    const taken = takeRow(row, shape);
    if ('severalLabels' in taken) throw refuseSeveralLabels(file, row.row);
    if ('broken' in taken) broken.push({ row: row.row, reason: taken.broken });
    else examples.push({ row: row.row, text: taken.text, label: taken.label, hash: hashText(taken.text) });
    read += 1;
    if (read % PROGRESS_ROWS === 0) onProgress?.(read);
  }
  onProgress?.(read);
  return { shape, examples, broken, rows: read };
}

function findShapeIn(file: string, first: readonly SourceRow[], options: PrepareOptions): Shape {
  const cells = first.flatMap((row) => ('cells' in row ? [row.cells] : []));
  if (cells.length > 0) return findShape(file, cells, options);
  const broken = first.flatMap((row) => ('broken' in row ? [{ row: row.row, reason: row.broken }] : []));
  throw refuseBroken(file, broken, first.length);
}

function takeRow(row: SourceRow, shape: Shape): Extracted {
  if ('broken' in row) return row;
  const extracted = shape.extract(row.cells);
  if (!('text' in extracted)) return extracted;
  const whole = extracted.text.isWellFormed() && extracted.label.isWellFormed();
  return whole ? extracted : { broken: HALF_CHARACTER };
}

async function* limitRows(rows: AsyncIterable<SourceRow>, limit = Number.POSITIVE_INFINITY): AsyncGenerator<SourceRow> {
  let read = 0;
  for await (const row of rows) {
    yield row;
    read += 1;
    if (read >= limit) return;
  }
}

async function takeRows(rows: AsyncGenerator<SourceRow>, most: number): Promise<SourceRow[]> {
  const taken: SourceRow[] = [];
  while (taken.length < most) {
    const next = await rows.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

async function* chain(first: readonly SourceRow[], rows: AsyncIterable<SourceRow>): AsyncGenerator<SourceRow> {
  yield* first;
  yield* rows;
}
