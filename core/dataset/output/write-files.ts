import type { LabelAnswer } from '../../contract/example-format.ts';
import type { CheckPlan } from '../checks/check-plan.ts';
import type { Findings } from '../checks/findings.ts';
import { type Decided, SIDE } from '../decide.ts';
import { PARTITIONS, type Partitions } from '../records/partitions.ts';
import { rowOf, textOf, unitsOf } from '../records/record.ts';
import type { Scratch } from '../scratch.ts';
import { isSet } from '../split.ts';
import type { DatasetFiles } from './identity.ts';
import { type LineFormat, Lines } from './line-format.ts';
import { LineWriter } from './line-writer.ts';

export interface WriteHow {
  readonly scratch: Scratch;
  readonly format: LineFormat;
  readonly answers: readonly LabelAnswer[];
  /** By the number of a label its place among the answers. */
  readonly places: ReadonlyMap<number, number>;
  readonly plan: CheckPlan;
  readonly findings: Findings;
  /** Told every training example. */
  readonly onTrained: (units: number, text: () => string, answer: number) => void;
  /** Told the rows of examples with a doubtful label. */
  readonly onSuspect: (ordinal: number, row: number) => void;
  readonly onProgress: (share: number) => void;
}

/** Examples of each answer on each side. */
export interface WrittenCounts {
  readonly train: readonly number[];
  readonly validation: readonly number[];
}

/** Writes the two files of a dataset in hash order, and notes the rows that go into neither. */
export async function writeFiles(
  partitions: Partitions,
  decided: Decided,
  how: WriteHow,
): Promise<{ files: DatasetFiles; counts: WrittenCounts }> {
  const trainFile = await how.scratch.open('train.jsonl');
  const validationFile = await how.scratch.open('validation.jsonl');
  try {
    return await writeLines(partitions, decided, how, {
      train: new LineWriter(trainFile),
      validation: new LineWriter(validationFile),
    });
  } catch (error) {
    await trainFile.close();
    await validationFile.close();
    throw error;
  }
}

async function writeLines(
  partitions: Partitions,
  decided: Decided,
  how: WriteHow,
  { train, validation }: { train: LineWriter; validation: LineWriter },
): Promise<{ files: DatasetFiles; counts: WrittenCounts }> {
  const counts = { train: how.answers.map(() => 0), validation: how.answers.map(() => 0) };
  const lines = new Lines(how.format, how.answers);
  let ordinal = 0;
  for (const [partition, starts] of decided.kept.entries()) {
    const bytes = await partitions.read(partition);
    for (const at of starts) {
      const place = how.places.get(decided.labels[ordinal] ?? 0) ?? 0;
      noteSide(decided.sides, ordinal, rowOf(bytes, at), how);
      if (!isSet(decided.sides, ordinal, SIDE.dropped)) {
        const held = isSet(decided.sides, ordinal, SIDE.heldOut);
        const side = held ? counts.validation : counts.train;
        side[place] = (side[place] ?? 0) + 1;
        if (!held) how.onTrained(unitsOf(bytes, at), () => textOf(bytes, at), place);
        const room = lines.write(held ? validation : train, bytes, at, place);
        if (room) await room;
      }
      ordinal += 1;
    }
    how.onProgress((partition + 1) / PARTITIONS);
  }
  const promptForm = how.format.format === 'completion' ? how.format.form : null;
  const files = {
    answers: how.answers,
    promptForm,
    train: await train.finish(),
    validation: await validation.finish(),
  };
  return { files, counts };
}

/** Notes what was found about an example by its place among all: only now its row is at hand again. */
function noteSide(sides: Uint8Array, ordinal: number, row: number, { findings, onSuspect, plan }: WriteHow): void {
  const side = sides[ordinal] ?? 0;
  if ((side & SIDE.surplus) !== 0) {
    findings.note('held-out-surplus', row);
    return;
  }
  if ((side & SIDE.droppedAsNear) !== 0) {
    findings.note('near-duplicate-across-split', row);
    return;
  }
  if ((side & SIDE.suspect) !== 0) {
    onSuspect(ordinal, row);
    const dropped = (side & SIDE.dropped) !== 0;
    if (dropped || plan['likely-mislabelled'].action === 'report') findings.note('likely-mislabelled', row);
    if (dropped) return;
  }
  if ((side & SIDE.repeats) !== 0) findings.note('near-duplicate', row);
  const near = (side & SIDE.nearHeldOut) !== 0;
  if (near && plan['near-duplicate-across-split'].action === 'report')
    findings.note('near-duplicate-across-split', row);
}
