import { Measurer } from '../../../../core/dataset/records/measure.ts';
import type { MeasuringPlan } from '../../../../core/dataset/records/measuring-plan.ts';
import {
  FLAGS,
  flagsOf,
  HASH_BYTES,
  HEAD_BYTES,
  labelOf,
  lettersOf,
  marksOf,
  recordLength,
  renumber,
  rowOf,
  SIGNATURE_LENGTH,
  separatorsOf,
  signatureStart,
  textOf,
  unitsOf,
  upperOf,
} from '../../../../core/dataset/records/record.ts';

/** A plan that asks everything about texts in a column `text` with labels in a column `label`. */
export const plan: MeasuringPlan = {
  shape: { kind: 'columns', text: ['text'], label: 'label', marked: false, why: 'a test', unused: [] },
  side: null,
  wrongBytes: 'holds bytes that are not UTF-8',
  detectors: {
    controlCharacters: true,
    encodingDamage: true,
    withoutContent: true,
    personalData: true,
    secrets: true,
  },
  mask: false,
  sign: true,
  promptFacts: true,
};

/** Records of some examples, one behind the other; labels are numbered in the order of their first examples. */
export function recordsOf(
  examples: readonly { text: string; label: string }[],
  changed: Partial<MeasuringPlan> = {},
): Buffer {
  const rows = examples.map((cells, row) => ({ row, cells: { ...cells } }));
  return Buffer.from(new Measurer({ ...plan, ...changed }).measure({ rows }).records);
}

/** Where records begin. */
export function startsOf(records: Buffer): number[] {
  const starts: number[] = [];
  for (let at = 0; at < records.length; at += recordLength(records, at)) starts.push(at);
  return starts;
}

/** All that a record says, by name. What lies in the place of a signature that was not written means nothing. */
export function describeRecord(bytes: Buffer, at: number) {
  const flags = flagsOf(bytes, at);
  const signature = bytes.toString('hex', signatureStart(at), signatureStart(at) + SIGNATURE_LENGTH);
  return {
    hash: bytes.toString('hex', at, at + HASH_BYTES),
    row: rowOf(bytes, at),
    label: labelOf(bytes, at),
    marks: marksOf(bytes, at),
    units: unitsOf(bytes, at),
    letters: lettersOf(bytes, at),
    upper: upperOf(bytes, at),
    separators: separatorsOf(bytes, at),
    flags,
    signature: (flags & FLAGS.signed) === 0 ? null : signature,
    text: textOf(bytes, at),
    json: bytes.toString('utf8', at + HEAD_BYTES, at + recordLength(bytes, at)),
  };
}

export const describeRecords = (records: Buffer) => startsOf(records).map((at) => describeRecord(records, at));

/** A record of a chosen hash, for what only looks at hashes and lengths. */
export function recordWithHash(
  hash: string,
  { row, text, label }: { row: number; text: string; label: number },
): Buffer {
  const record = recordsOf([{ text, label: '' }]);
  record.write(hash.padEnd(2 * HASH_BYTES, '0'), 0, 'hex');
  renumber(record, 0, row, label);
  return record;
}
