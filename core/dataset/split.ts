import type { CheckPlan } from './checks/check-plan.ts';
import { compareCodePoints } from './code-point-order.ts';
import { type Decided, SIDE } from './decide.ts';
import { shareOut } from './share-out.ts';

/**
 * Settles the sides of the split. Examples under the fraction of hash space are held out already; what is left is the
 * exception and the bound:
 * - A class of two or more different texts is on both sides, so that of a class that lies wholly on one side the lowest
 *   hash is held out, or the highest trained on. A class of one text is trained on.
 * - Only so many held-out examples are scored: the lowest hashes of each class, in proportion. The others are on neither
 *   side, or are trained on where the check `held-out-surplus` is off.
 * A split of the user's own is left as it is.
 */
export function settleSides(decided: Decided, names: readonly string[], plan: CheckPlan): void {
  if (decided.ownSplit) return;
  putOnBothSides(decided);
  boundHeldOut(decided, names, plan);
}

function putOnBothSides({ classes, sides }: Decided): void {
  for (const label of classes.labels()) {
    const tally = classes.get(label);
    if (!tally) continue;
    const { heldOut, highest, kept, lowest } = tally;
    const single = lowest.length === kept;
    if (single || heldOut === kept) for (const ordinal of highest) clear(sides, ordinal, SIDE.heldOut);
    else if (heldOut === 0) for (const ordinal of lowest) set(sides, ordinal, SIDE.heldOut);
    else continue;
    tally.heldOut = single ? 0 : heldOut === 0 ? lowest.length : kept - highest.length;
  }
}

function boundHeldOut({ classes, labels, sides }: Decided, names: readonly string[], plan: CheckPlan): void {
  const { action, threshold } = plan['held-out-surplus'];
  const sorted = classes.labels().sort((a, b) => compareCodePoints(names[a] ?? '', names[b] ?? ''));
  const sizes = sorted.map((label) => classes.get(label)?.heldOut ?? 0);
  const quotas = shareOut(threshold, sizes);
  const left = new Map(sorted.map((label, index) => [label, quotas[index] ?? 0]));
  for (let ordinal = 0; ordinal < sides.length; ordinal += 1) {
    if (!isSet(sides, ordinal, SIDE.heldOut)) continue;
    const label = labels[ordinal] ?? 0;
    const room = left.get(label) ?? 0;
    left.set(label, room - 1);
    if (room > 0) continue;
    clear(sides, ordinal, SIDE.heldOut);
    if (action !== 'off') set(sides, ordinal, SIDE.surplus | SIDE.dropped);
  }
}

/** Examples of each class that are trained on. */
export function countTrained({ labels, sides }: Decided): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [ordinal, label] of labels.entries()) {
    if (isTrained(sides, ordinal)) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}

/**
 * Takes examples out of training, but never the last one of a class: what cannot be learned cannot be judged either.
 * @param reason bits of {@link SIDE} that say why
 */
export function dropFromTraining(decided: Decided, ordinals: Iterable<number>, reason = 0): void {
  const trained = countTrained(decided);
  for (const ordinal of ordinals) {
    const label = decided.labels[ordinal] ?? 0;
    const left = trained.get(label) ?? 0;
    if (left < 2 || !isTrained(decided.sides, ordinal)) continue;
    trained.set(label, left - 1);
    set(decided.sides, ordinal, SIDE.dropped | reason);
  }
}

const isTrained = (sides: Uint8Array, ordinal: number) => ((sides[ordinal] ?? 0) & (SIDE.heldOut | SIDE.dropped)) === 0;

export const isSet = (sides: Uint8Array, ordinal: number, bits: number) => ((sides[ordinal] ?? 0) & bits) !== 0;

export function set(sides: Uint8Array, ordinal: number, bits: number): void {
  sides[ordinal] = (sides[ordinal] ?? 0) | bits;
}

function clear(sides: Uint8Array, ordinal: number, bits: number): void {
  sides[ordinal] = (sides[ordinal] ?? 0) & ~bits;
}
