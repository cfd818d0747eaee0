import type { CheckPlan } from './checks/check-plan.ts';
import { type Decided, SIDE } from './decide.ts';
import type { Suspect } from './label-audit/audit-labels.ts';
import type { AuditedExample } from './label-audit/audited-example.ts';
import type { LabelAuditor } from './label-audit/auditor.ts';
import type { Partitions } from './records/partitions.ts';
import { textOf } from './records/record.ts';
import { dropFromTraining, isSet, set } from './split.ts';

/** What the audit of a dataset's labels found. */
export interface MislabelledExamples {
  readonly audited: number;
  /** Examples that there were to audit. */
  readonly examples: number;
  /** By ordinal, the likeliest first. */
  readonly suspects: ReadonlyMap<number, Suspect>;
}

export interface AuditHow {
  readonly plan: CheckPlan;
  readonly names: readonly string[];
  /** @default `auditLabels`, on this thread */
  readonly audit?: LabelAuditor | undefined;
  readonly onProgress: (share: number) => void;
}

/**
 * Marks examples whose label is probably wrong. Where the plan says that they are removed, they leave training only: the
 * held-out side is what the classifier will be judged by, and must not be made easier.
 */
export async function markMislabelled(
  partitions: Partitions,
  decided: Decided,
  { audit, names, onProgress, plan }: AuditHow,
): Promise<MislabelledExamples> {
  const { action } = plan['likely-mislabelled'];
  if (action === 'off') return { audited: 0, examples: 0, suspects: new Map() };
  const ordinals: number[] = [];
  const count = decided.sides.reduce((sum, side) => sum + ((side & SIDE.dropped) === 0 ? 1 : 0), 0);
  const examples = async function* (): AsyncGenerator<AuditedExample> {
    let ordinal = 0;
    for (const [partition, starts] of decided.kept.entries()) {
      const bytes = await partitions.read(partition);
      for (const at of starts) {
        const label = names[decided.labels[ordinal] ?? 0] ?? '';
        if (!isSet(decided.sides, ordinal, SIDE.dropped)) {
          ordinals.push(ordinal);
          yield { text: textOf(bytes, at), label };
        }
        ordinal += 1;
      }
    }
  };
  // The learner is loaded for this alone.
  const find = audit ?? (await import('./label-audit/audit-labels.ts')).auditLabels;
  const { audited, suspects } = await find(examples(), { onProgress });
  const found = new Map(suspects.map((suspect) => [ordinals[suspect.index] ?? 0, suspect]));
  for (const ordinal of found.keys()) set(decided.sides, ordinal, SIDE.suspect);
  if (action === 'remove') dropFromTraining(decided, found.keys());
  return { audited, examples: count, suspects: found };
}
