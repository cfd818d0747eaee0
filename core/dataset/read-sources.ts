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

/**
 * Reads the source, and behind it the user's own test set where there is one, into records. Rows of the test set count
 * on from the source's.
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
  const read = (file: Source, side: 'train' | 'validation' | null, firstRow: number, limit?: number) =>
    scanSource(
      file,
      options,
      { partitions, labels: table, broken, sides, firstRow },
      {
        plan: { ...measuring, side },
        measure,
        limit,
        onProgress: (rows) => onProgress?.({ stage: 'reading', rows: firstRow + rows }),
      },
    );
  const own = options.validation;
  const first = await read(source, own ? 'train' : null, 0, options.limit);
  const second = own && (await read(own, 'validation', first.rows));
  return {
    shape: first.shape,
    table,
    broken,
    rows: first.rows + (second?.rows ?? 0),
    notes: [...first.notes, ...(second?.notes ?? []), ...noteOneSide(sides)],
    ownSplit: second !== undefined || (sides.train > 0 && sides.heldOut > 0),
    sources: [
      { name: source.name, firstRow: 0, rows: first.rows },
      ...(own && second ? [{ name: own.name, firstRow: first.rows, rows: second.rows }] : []),
    ],
  };
}
