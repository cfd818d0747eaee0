import type { DatasetFormat } from '../../contract/names.ts';
import { compareTexts, FLAGS, flagsOf, rowOf } from '../records/record.ts';
import type { CheckPlan } from './check-plan.ts';
import type { Findings } from './findings.ts';

/** Records of one text, in canonical order: by label, then by the text as it is written, then by row. */
export interface SameText {
  readonly bytes: Buffer;
  readonly starts: readonly number[];
  /** The label of each record, merged labels being one. */
  readonly labels: readonly number[];
}

/**
 * What is left of the records of one text: none of them when their labels contradict each other and such texts are
 * removed, since the file does not tell which label is right; else one for every label. In chat format texts are the same
 * when their normalised forms are, and the canonically smallest stays; in completion format, as with the old tool,
 * only exactly equal ones are the same. A row of the user's own test set stays before all others.
 */
export function keepOneEach(
  { bytes, labels, starts }: SameText,
  format: DatasetFormat,
  plan: CheckPlan,
  findings: Findings,
): readonly number[] {
  if (plan['contradictory-labels'].action !== 'off' && new Set(labels).size > 1) {
    findings.noteGroups('contradictory-labels');
    for (const at of starts) findings.note('contradictory-labels', rowOf(bytes, at));
    if (plan['contradictory-labels'].action === 'remove') return [];
  }
  if (plan.duplicate.action === 'off') return starts;
  const kept: number[] = [];
  for (let from = 0; from < starts.length; ) {
    const first = starts[from] ?? 0;
    let to = from + 1;
    while (to < starts.length && labels[to] === labels[from] && isSame(bytes, first, starts[to] ?? 0, format)) to += 1;
    const same = starts.slice(from, to);
    const stays = same.find((at) => (flagsOf(bytes, at) & FLAGS.heldOut) !== 0) ?? first;
    kept.push(stays);
    for (const at of same) if (at !== stays) findings.note('duplicate', rowOf(bytes, at));
    from = to;
  }
  return kept;
}

const isSame = (bytes: Buffer, a: number, b: number, format: DatasetFormat) =>
  format === 'chat' || compareTexts(bytes, a, b) === 0;
