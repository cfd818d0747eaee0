import type { ScoredExample, Verdict } from '../contract/evaluation.ts';
import type { Settings } from '../contract/settings.ts';
import { pairedBootstrapInterval } from './intervals.ts';

/** How far the lower end of the interval may lie below zero: a candidate may be worse by chance, but not by a point. */
const TOLERATED_LOSS = -0.01;

/** What the candidate has to be better than, scored on the same rows. */
export interface Opponent {
  /** For the verdict's sentence, e.g. `version 2`, or `always answering ham`. */
  readonly name: string;
  readonly kind: 'champion' | 'majority';
  /** Whether the opponent answers a row rightly; rows that it was not asked about are missing, and are not compared. */
  readonly right: ReadonlyMap<number, boolean>;
}

/**
 * Whether the candidate goes into service.
 *
 * The gain is the difference of the accuracies on the rows that both were scored on; its 95% interval comes from the
 * paired bootstrap. Against a champion: promoted when the gain is not negative and the interval's lower end is above
 * -1 point. A first version has to beat the majority class, and the interval must exclude 0. `promotion` in the settings
 * can leave the decision to a person (`manual`) or do without it (`always`).
 */
export function judge(
  candidate: readonly ScoredExample[],
  opponent: Opponent,
  promotion: Settings['promotion'],
): Verdict {
  const differences = candidate
    .filter((example) => opponent.right.has(example.row))
    .map((example) => Number(isRight(example)) - Number(opponent.right.get(example.row)));
  if (differences.length === 0) {
    return {
      promote: promotion === 'always',
      sentence: `not comparable with ${opponent.name}: no held-out example suits both; a person decides`,
      metric: 'accuracy',
      gain: null,
      gainInterval: null,
      mcNemarP: null,
      vetoes: [],
    };
  }
  const gain = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const gainInterval = pairedBootstrapInterval(differences);
  const better = opponent.kind === 'champion' ? gain >= 0 && gainInterval[0] > TOLERATED_LOSS : gainInterval[0] > 0;
  const promote = promotion === 'always' || (promotion === 'automatic' && better);
  const compared =
    gain === 0
      ? `as good as ${opponent.name}`
      : `${gain > 0 ? 'better' : 'worse'} than ${opponent.name} by ${points(Math.abs(gain))} points`;
  const interval = `95% interval ${points(gainInterval[0])} to ${points(gainInterval[1])}`;
  const consequence = promote
    ? 'promoted'
    : promotion === 'manual'
      ? 'waits for a person to promote it'
      : 'not promoted';
  return {
    promote,
    sentence: `${compared} (${interval}) on ${differences.length} examples: ${consequence}`,
    metric: 'accuracy',
    gain,
    gainInterval,
    mcNemarP: null,
    vetoes: [],
  };
}

export const isRight = (example: ScoredExample) => example.label === example.expected;

const points = (share: number) => (share * 100).toFixed(1);
