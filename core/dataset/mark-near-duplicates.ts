import { type CheckPlan, isOn } from './checks/check-plan.ts';
import { type Decided, SIDE } from './decide.ts';
import { findNearDuplicates, type SignatureBlock } from './near-duplicates/find-near-duplicates.ts';
import { SIGNATURE_LENGTH } from './records/record.ts';
import { dropFromTraining, set } from './split.ts';

/**
 * Marks examples that are nearly equal to another one, and takes those out of training that are near to a held-out one,
 * where the plan says so.
 */
export async function markNearDuplicates(decided: Decided, plan: CheckPlan): Promise<void> {
  const { sides, signatures } = decided;
  if (!signatures) return;
  const scan = async function* (): AsyncGenerator<SignatureBlock> {
    let first = 0;
    for await (const bytes of signatures.read()) {
      const count = bytes.length / SIGNATURE_LENGTH;
      yield { first, signatures: bytes, flags: sides.subarray(first, first + count).map(near) };
      first += count;
    }
  };
  const { threshold } = plan['near-duplicate'];
  const found = await findNearDuplicates({ count: sides.length, scan }, { threshold });
  if (isOn(plan, 'near-duplicate')) {
    for (const ordinal of found.repeats) set(sides, ordinal, SIDE.repeats);
  }
  const across = plan['near-duplicate-across-split'].action;
  if (across === 'off') return;
  for (const ordinal of found.acrossSplit) set(sides, ordinal, SIDE.nearHeldOut);
  if (across === 'remove') dropFromTraining(decided, found.acrossSplit, SIDE.droppedAsNear);
}

/** What is neither trained on nor scored is not compared: it stands in nobody's way. */
const near = (side: number) => ((side & SIDE.dropped) !== 0 ? 0 : side & (SIDE.signed | SIDE.heldOut));
