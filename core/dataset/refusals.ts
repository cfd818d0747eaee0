import type { LabelsmithError } from '../errors.ts';
import { isWrongBytes } from './reading/source-row.ts';
import { listNames, unusable } from './unusable.ts';

/** A row that could not be read; the reason is the end of a sentence that begins with the row's number. */
export interface BrokenRow {
  readonly row: number;
  readonly reason: string;
  /** Where the row begins in the file, in bytes; left out where the format has no such place. */
  readonly offset?: number;
}

const DECLARE_ENCODING =
  'Save the file as UTF-8 and upload it again, or declare its encoding: "encoding" in settings.json, --encoding on the command line.';

/** The refusal of a file with too many broken rows; the message names the first of them. */
export function refuseBroken(file: string, broken: readonly BrokenRow[], rows: number): LabelsmithError {
  const [first] = broken;
  const encoding = broken.some(({ reason }) => isWrongBytes(reason));
  return unusable(
    file,
    `${broken.length} of ${rows} rows are broken, which is too many to leave them out; row ${first?.row} ${first?.reason}`,
    encoding ? DECLARE_ENCODING : 'Correct the rows and upload the file again; rows count from 0, without the header.',
  );
}

/** The refusal of a file whose first rows are all broken: the others are not looked at. */
export function refuseAllBroken(file: string, broken: readonly BrokenRow[]): LabelsmithError {
  const [first] = broken;
  return unusable(
    file,
    `none of its first ${broken.length} rows can be read; row ${first?.row} ${first?.reason}`,
    broken.some(({ reason }) => isWrongBytes(reason))
      ? DECLARE_ENCODING
      : 'Check that the file is what its name says. Rows count from 0, without the header.',
  );
}

/** The refusal of a file in which one text has several labels. */
export function refuseSeveralLabels(file: string, row: number): LabelsmithError {
  return unusable(
    file,
    `row ${row} has several labels, and a classifier here gives every text exactly one (multi-label data is not supported)`,
    'Keep one label a text, or make one classifier for each label.',
  );
}

/** Examples under which no provider accepts a training file (OpenAI's own minimum). */
export const LEAST_EXAMPLES = 10;

/** The refusal of a file with too few examples left to learn from. */
export function refuseTooFew(file: string, usable: number, rows: number): LabelsmithError {
  return unusable(
    file,
    `${usable} of its ${rows} rows are usable examples, and at least ${LEAST_EXAMPLES} are needed`,
    'Add examples; a few hundred a label are a good start.',
  );
}

/** The refusal of a file in which there is nothing to tell apart. */
export function refuseOneLabel(file: string, label: string): LabelsmithError {
  return unusable(
    file,
    `every usable example has the same label, ${listNames([label])}`,
    'Add examples of at least one other label, or check that the right column was taken for the label.',
  );
}

/** Labels that can be told apart by a single token: the numbers 0 to 999 are each one in the tokenizers concerned. */
export const MOST_LABELS = 1000;

/** The refusal of a file whose labels are no classes. */
export function refuseTooManyLabels(file: string, labels: number): LabelsmithError {
  return unusable(
    file,
    `it has ${labels} different labels, and at most ${MOST_LABELS} are possible`,
    'Check that the right column was taken for the label, or merge rare labels.',
  );
}

/** The refusal of a split of the user's own that leaves one side without usable examples. */
export function refuseEmptyOwnSide(file: string, missing: 'train on' | 'hold out'): LabelsmithError {
  return unusable(
    file,
    `its own split leaves no usable example to ${missing}`,
    'Add examples to that side, or leave the split column and the test set out: then rows are held out by themselves.',
  );
}

/** The refusal of a test set that has not one label in common with what is trained on. */
export function refuseStrangeTestSet(file: string): LabelsmithError {
  return unusable(
    file,
    'none of the labels of its test set occurs among the rows to train on, so that no answer could be right',
    'Write the same labels in both, or check that the right column was taken for the label.',
  );
}

/** The refusal of a file that leaves one of the two sides of the split without examples. */
export function refuseEmptySide(file: string): LabelsmithError {
  return unusable(
    file,
    'no label has two examples with different texts, so that nothing can be both learned and judged',
    'Add examples: at least two for every label.',
  );
}
