import { type CheckPlan, isOn } from './checks/check-plan.ts';
import { detectorsOf } from './checks/row-marks.ts';
import type { Shape } from './columns/shape.ts';
import type { PrepareOptions, PrepareSurroundings } from './options.ts';
import { LabelTable } from './records/label-table.ts';
import { measureHere } from './records/measure.ts';
import type { Partitions } from './records/partitions.ts';
import { scanSource } from './records/scan.ts';
import type { BrokenRow } from './refusals.ts';
import type { Source } from './source.ts';

/** Everything that was read, before anything is decided. */
export interface ReadSources {
  /** How the source's rows hold text and label. */
  readonly shape: Shape;
  readonly table: LabelTable;
  readonly broken: readonly BrokenRow[];
  /** Examples and broken rows of all files together. */
  readonly rows: number;
  readonly notes: readonly string[];
  /** True when the user says which rows are held out: a test set, or a split column with rows on both sides. */
  readonly ownSplit: boolean;
  readonly sources: readonly { readonly name: string; readonly firstRow: number; readonly rows: number }[];
}

/** A column that puts all rows on one side says nothing about the other one: such files are often one part of three. */
function noteOneSide({ heldOut, train }: { train: number; heldOut: number }): string[] {
  if (train + heldOut === 0 || (train > 0 && heldOut > 0)) return [];
  return ['the split column puts every row on one side: rows are held out by themselves, as if there were none'];
}

/** How feedback is read: what the settings say of the user's files does not hold for it. */
const asFeedback = (options: PrepareOptions): PrepareOptions => ({
  ...options,
  textColumn: 'text',
  labelColumn: 'label',
  splitColumn: undefined,
  encoding: 'UTF-8',
});

const noteFeedback = (rows: number): string[] =>
  rows === 0 ? [] : [`${rows} ${rows === 1 ? 'example' : 'examples'} sent as feedback, behind the rows of the file`];

/**
 * Reads the source, behind it the user's own test set where there is one, and behind that the feedback, into records. Rows
 * count on from one to the next.
 * @throws LabelsmithError `UnusableSource` when a file cannot be read; the message names it
 */
export async function readSources(
  source: Source,
  options: PrepareOptions,
  plan: CheckPlan,
  partitions: Partitions,
  { measure = measureHere, onProgress }: Pick<PrepareSurroundings, 'measure' | 'onProgress'>,
): Promise<ReadSources> {
  const table = new LabelTable();
  const broken: BrokenRow[] = [];
  const sides = { train: 0, heldOut: 0 };
  const measuring = {
    detectors: detectorsOf(plan, options.mask ?? false),
    mask: options.mask ?? false,
    sign: isOn(plan, 'near-duplicate') || isOn(plan, 'near-duplicate-across-split'),
    promptFacts: options.format === 'completion',
  };
  const read = (
    file: Source,
    side: 'train' | 'validation' | null,
    firstRow: number,
    { limit, as = options }: { limit?: number | undefined; as?: PrepareOptions } = {},
  ) =>
    scanSource(
      file,
      as,
      { partitions, labels: table, broken, sides, firstRow },
      {
        plan: { ...measuring, side },
        measure,
        limit,
        onProgress: (rows) => onProgress?.({ stage: 'reading', rows: firstRow + rows }),
      },
    );
  const own = options.validation;
  const first = await read(source, own ? 'train' : null, 0, { limit: options.limit });
  const second = own && (await read(own, 'validation', first.rows));
  const ownSplit = second !== undefined || (sides.train > 0 && sides.heldOut > 0);
  const oneSide = noteOneSide(sides);
  const { feedback } = options;
  const fileRows = first.rows + (second?.rows ?? 0);
  // Where the user says what is held out, that is all of it.
  const third = feedback && (await read(feedback, ownSplit ? 'train' : null, fileRows, { as: asFeedback(options) }));
  return {
    shape: first.shape,
    table,
    broken,
    rows: fileRows + (third?.rows ?? 0),
    notes: [...first.notes, ...(second?.notes ?? []), ...oneSide, ...noteFeedback(third?.rows ?? 0)],
    ownSplit,
    sources: [
      { name: source.name, firstRow: 0, rows: first.rows },
      ...(own && second ? [{ name: own.name, firstRow: first.rows, rows: second.rows }] : []),
      ...(feedback?.rowNames ?? []).map((name, index) => ({ name, firstRow: fileRows + index, rows: 1 })),
    ],
  };
}
