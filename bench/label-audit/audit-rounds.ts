import { auditLabels } from '../../core/dataset/label-audit/audit-labels.ts';
import { flipLabels } from '../../test/support/flip-labels.ts';
import type { LabelledText } from '../inputs/data-sets.ts';

/** Share of the labels that are made wrong. */
const FLIPPED_SHARE = 0.05;

/** Of the flipped labels those that were found, and of what was found the share that was flipped. */
export interface Found {
  readonly found: number;
  readonly precision: number;
}

/** One audit of a set with labels flipped by one seed. */
export interface Round {
  readonly flips: number;
  readonly suspects: Found;
  /** Off the diagonal of the confident joint, as the paper has it. */
  readonly joint: Found;
  /** The least self-confident, as many as were flipped: found and precision are one figure then. */
  readonly ranking: Found;
  readonly seconds: number;
}

/** Flips labels and looks for them. */
export async function auditRound(texts: readonly LabelledText[], seed: number): Promise<Round> {
  const { places, flipped } = flipLabels(texts, FLIPPED_SHARE, seed);
  const began = performance.now();
  const { confidentErrors, selfConfidence, suspects } = await auditLabels(flipped, { seed });
  const seconds = (performance.now() - began) / 1000;
  const ranked = [...selfConfidence.keys()].sort((a, b) => (selfConfidence[a] ?? 0) - (selfConfidence[b] ?? 0));
  const judge = (suspected: readonly number[]): Found => {
    const right = suspected.filter((place) => places.has(place)).length;
    return { found: right / places.size, precision: suspected.length > 0 ? right / suspected.length : 1 };
  };
  return {
    flips: places.size,
    suspects: judge(suspects.map(({ index }) => index)),
    joint: judge(confidentErrors),
    ranking: judge(ranked.slice(0, places.size)),
    seconds,
  };
}
