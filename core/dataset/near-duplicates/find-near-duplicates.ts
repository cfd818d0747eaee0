import { LabelsmithError } from '../../errors.ts';
import { BandSearch } from './band-search.ts';
import { BANDS, bandWidth } from './bands.ts';
import { Buckets } from './buckets.ts';
import { NearGroups } from './near-groups.ts';
import { planMemory } from './plan-memory.ts';
import { Recurrences } from './recurrences.ts';
import { holdInMemory, type SignedExamples } from './signed-examples.ts';
import { mostDiffering } from './similarity.ts';

export type { SignatureBlock, SignedExamples } from './signed-examples.ts';

/**
 * The similarity from which two texts count as near. Looking at pairs of real texts, those at 0.8 and above are replies that
 * quote the whole of what they answer, templates with another number, questions with a word more or less. Of pairs of the
 * banking questions 74% have the same label from 0.5 on, 80% from 0.6, 86% from 0.7 and 100% from 0.8: below, short texts
 * ask for different things in the same words.
 */
const DEFAULT_THRESHOLD = 0.8;
/** Below, pairs have little in common, and the bands overlook half of them. */
const LOWEST_THRESHOLD = 0.5;

/** What the tables and the signatures in memory take together, in bytes, unless told otherwise. */
const DEFAULT_MEMORY_BYTES = 16 * 2 ** 20;

export interface NearDuplicateOptions {
  /** The estimated Jaccard similarity of shingles from which two texts are near, {@link LOWEST_THRESHOLD} to 1. */
  readonly threshold?: number;
  /** Less memory means more scans of the examples, and never another result. */
  readonly memoryBytes?: number;
}

export interface NearDuplicates {
  /**
   * Ordinals, ascending: all but the first of each group. Examples of the same side (both held out, or both not) are in one
   * group when they are near, or when others that are near to each other in turn lead from one to the other.
   */
  readonly repeats: Uint32Array;
  /** How many groups they form. */
  readonly groups: number;
  /** Ordinals, ascending: examples to train on that are near to a held-out one. */
  readonly acrossSplit: Uint32Array;
}

/**
 * Finds the examples whose texts are near to those of others, in time linear in their number. Two are near when the
 * similarity that their signatures tell reaches the threshold. They are compared when they agree in a band of their
 * signatures (`bandWidth` tells what that overlooks, {@link Buckets} what crowded buckets do). The result depends on the
 * examples and the threshold only. Besides the memory in the options it takes ten bytes per example.
 * @throws LabelsmithError `InvalidSettings` when the threshold is out of bounds
 */
export async function findNearDuplicates(
  examples: SignedExamples,
  { threshold = DEFAULT_THRESHOLD, memoryBytes = DEFAULT_MEMORY_BYTES }: NearDuplicateOptions = {},
): Promise<NearDuplicates> {
  if (!(threshold >= LOWEST_THRESHOLD && threshold <= 1)) throw refuseThreshold(threshold);
  const { count } = examples;
  const groups = new NearGroups(count);
  const plan = planMemory(count, memoryBytes);
  const tables = {
    recurrences: new Recurrences(plan.recurrencePlaceBits),
    buckets: new Buckets(plan.bucketPlaces, mostDiffering(threshold), groups),
  };
  const source = plan.holdsSignatures ? await holdInMemory(examples) : examples;
  const search = new BandSearch(source, tables, bandWidth(count));
  let { ranges } = plan;
  for (let band = 0; band < BANDS; band += 1) {
    let divided = 0;
    for (let bits = 0; bits < ranges; bits += 1) {
      if (!(await search.search(band, { mask: ranges - 1, bits }))) divided += 1;
    }
    // What one band had to divide, the next would, too.
    if (divided > ranges / 2) ranges *= 2;
  }
  return { ...groups.repeats(), acrossSplit: groups.acrossSplit() };
}

function refuseThreshold(threshold: number): LabelsmithError {
  return new LabelsmithError(
    'InvalidSettings',
    `The threshold for near-duplicates is ${threshold}, and must be from ${LOWEST_THRESHOLD} to 1`,
    `Set it within these bounds, or leave it out for ${DEFAULT_THRESHOLD}.`,
  );
}
