import type { DatasetFormat } from '../contract/names.ts';
import { type CheckPlan, isOn } from './checks/check-plan.ts';
import type { Findings } from './checks/findings.ts';
import type { LabelMeaning } from './checks/labels.ts';
import { isTooLong, type LengthLimit } from './checks/long-text.ts';
import { isRemovedByMark, noteMarks } from './checks/row-marks.ts';
import { keepOneEach } from './checks/same-text.ts';
import { ClassTallies } from './records/class-tally.ts';
import { GrowingList } from './records/growing-list.ts';
import { PARTITIONS, type Partitions } from './records/partitions.ts';
import { PromptTally } from './records/prompt-tally.ts';
import {
  FLAGS,
  flagsOf,
  HASH_PREFIXES,
  hashPrefix,
  labelOf,
  rowOf,
  SIGNATURE_LENGTH,
  sameHash,
  signatureStart,
  unitsOf,
} from './records/record.ts';
import { sortRecords } from './records/sort-records.ts';
import { type SpillBudget, SpillSequence } from './records/spill.ts';
import { TextLengths } from './text-lengths.ts';

/** Bits that say where a kept example goes, and what was found about it. */
export const SIDE = {
  signed: 1,
  heldOut: 2,
  /** Held out, and neither scored nor trained on. */
  surplus: 4,
  /** Near to a held-out example. */
  nearHeldOut: 8,
  /** Near to an example before it. */
  repeats: 16,
  suspect: 32,
  /** On neither side in the end. */
  dropped: 64,
  /** Dropped because it is near to a held-out example. */
  droppedAsNear: 128,
} as const;

/** What stays of a file, in hash order: an example's ordinal is its place in that order. */
export interface Decided {
  /** For every partition the starts of its kept records. */
  readonly kept: readonly Uint32Array[];
  /** By ordinal: bits of {@link SIDE}. */
  readonly sides: Uint8Array;
  /** By ordinal: the number of the label, merged labels being one. */
  readonly labels: Uint32Array;
  /** Signatures of all kept examples; null unless near-duplicates are looked for. */
  readonly signatures: SpillSequence | null;
  readonly classes: ClassTallies;
  readonly prompts: PromptTally;
  readonly lengths: TextLengths;
  /** Kept examples with a text. */
  readonly usable: number;
  /** True when the user says which rows are held out. */
  readonly ownSplit: boolean;
}

export interface DecideHow {
  readonly format: DatasetFormat;
  readonly plan: CheckPlan;
  readonly limit: LengthLimit;
  readonly fraction: number;
  /** Whether the rows' own sides count. */
  readonly ownSplit: boolean;
  readonly labels: readonly string[];
  readonly meaning: LabelMeaning;
  readonly findings: Findings;
  /** Where signatures may go. */
  readonly budget: SpillBudget;
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** Decides on every example, one partition at a time. An example is removed by the first check that finds it unfit. */
export async function decide(partitions: Partitions, how: DecideHow): Promise<Decided> {
  const decider = new Decider(how);
  const kept: Uint32Array[] = [];
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    kept.push(await decider.decide(await partitions.read(partition)));
    how.onProgress?.((partition + 1) / PARTITIONS);
  }
  const { classes, labels, lengths, prompts, sides, signatures, usable } = decider;
  const { ownSplit } = how;
  return { kept, sides: sides.view(), labels: labels.view(), signatures, classes, prompts, lengths, usable, ownSplit };
}

class Decider {
  readonly sides = new GrowingList((length) => new Uint8Array(length));
  readonly labels = new GrowingList((length) => new Uint32Array(length));
  readonly signatures: SpillSequence | null;
  readonly classes: ClassTallies;
  readonly prompts = new PromptTally();
  readonly lengths = new TextLengths();
  usable = 0;
  readonly #how: DecideHow;
  readonly #heldOutBelow: number;
  #texts = 0;

  constructor(how: DecideHow) {
    this.#how = how;
    const near = isOn(how.plan, 'near-duplicate') || isOn(how.plan, 'near-duplicate-across-split');
    this.signatures = near ? new SpillSequence(how.budget) : null;
    this.classes = new ClassTallies(Math.max(1, how.plan['rare-class'].threshold));
    this.#heldOutBelow = how.fraction * HASH_PREFIXES;
  }

  /** The starts of the partition's records that are kept, in hash order. */
  async decide(bytes: Buffer): Promise<Uint32Array> {
    const { labels, meaning } = this.#how;
    const order = sortRecords(bytes, (label) => labels[meaning.standsFor[label] ?? label] ?? '');
    const kept: number[] = [];
    for (let from = 0; from < order.length; ) {
      const first = order[from] ?? 0;
      let to = from + 1;
      while (to < order.length && sameHash(bytes, first, bytes, order[to] ?? 0)) to += 1;
      this.#texts += 1;
      for (const at of this.#withoutRepetitions(bytes, order.subarray(from, to))) {
        const long = this.#isLong(bytes, at);
        if (long !== false && (long === true || (await long))) continue;
        const room = this.#keep(bytes, at);
        if (room) await room;
        kept.push(at);
      }
      from = to;
    }
    return Uint32Array.from(kept);
  }

  #withoutRepetitions(bytes: Buffer, group: Uint32Array): readonly number[] {
    const { findings, format, meaning, plan } = this.#how;
    const starts: number[] = [];
    for (const at of group) if (!this.#isUnfit(bytes, at)) starts.push(at);
    if (starts.length < 2) return starts;
    const labels = starts.map((at) => meaning.standsFor[labelOf(bytes, at)] ?? 0);
    return keepOneEach({ bytes, starts, labels }, format, plan, findings);
  }

  /** Whether the example is to be left out for what it is, whatever the others are. */
  #isUnfit(bytes: Buffer, at: number): boolean {
    const { findings, meaning, plan } = this.#how;
    if (meaning.empty.has(labelOf(bytes, at))) {
      findings.note('empty-label', rowOf(bytes, at));
      return true;
    }
    if ((flagsOf(bytes, at) & FLAGS.empty) !== 0 && isOn(plan, 'empty-text')) {
      findings.note('empty-text', rowOf(bytes, at));
      if (plan['empty-text'].action === 'remove') return true;
    }
    return isRemovedByMark(bytes, at, plan, findings);
  }

  #isLong(bytes: Buffer, at: number): boolean | Promise<boolean> {
    const { findings, labels, limit, plan } = this.#how;
    if (!isOn(plan, 'long-text')) return false;
    const note = (long: boolean) => {
      if (long) findings.note('long-text', rowOf(bytes, at));
      return long && plan['long-text'].action === 'remove';
    };
    const long = isTooLong(bytes, at, labels[labelOf(bytes, at)] ?? '', limit);
    return typeof long === 'boolean' ? note(long) : long.then(note);
  }

  #keep(bytes: Buffer, at: number): Promise<void> | undefined {
    const { findings, format, meaning, ownSplit, plan } = this.#how;
    const flags = flagsOf(bytes, at);
    const label = meaning.standsFor[labelOf(bytes, at)] ?? 0;
    const row = rowOf(bytes, at);
    const own = ownSplit ? flags & (FLAGS.train | FLAGS.heldOut) : 0;
    const heldOut = own === 0 ? hashPrefix(bytes, at) < this.#heldOutBelow : own === FLAGS.heldOut;
    this.classes.add(label, { heldOut, ordinal: this.sides.length, row, text: this.#texts });
    this.labels.push(label);
    this.sides.push((flags & FLAGS.signed ? SIDE.signed : 0) | (heldOut ? SIDE.heldOut : 0));
    this.lengths.add(unitsOf(bytes, at));
    if ((flags & FLAGS.empty) === 0) this.usable += 1;
    if (format === 'completion') this.prompts.add(bytes, at);
    noteMarks(bytes, at, plan, findings);
    const written = labelOf(bytes, at);
    // Merged: only the rows whose label became another one.
    if (meaning.alike.has(written) && (!meaning.merged || label !== written)) findings.note('similar-labels', row);
    const signature = signatureStart(at);
    return this.signatures?.add(bytes, signature, signature + SIGNATURE_LENGTH);
  }
}
