import type { SourceExamples } from '../read-examples.ts';
import { MOST_SCORED, type Split } from '../split.ts';
import { count, type Finding, rowsOf } from './finding.ts';

/** Reasons that a message repeats in full. */
const REASONS_SHOWN = 3;

/** The rows that could not be read. */
export function reportBroken({ broken }: SourceExamples): Finding[] {
  if (broken.length === 0) return [];
  const reasons = broken.slice(0, REASONS_SHOWN).map(({ row, reason }) => `row ${row} ${reason}`);
  const rest = broken.length - reasons.length;
  return [
    {
      id: 'broken-row',
      severity: 'warning',
      message: `${count(broken.length, 'row')} could not be read: ${reasons.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`,
      rows: broken.map(({ row }) => row),
      action: 'removed',
    },
  ];
}

/** The held-out rows that are not scored. */
export function reportSurplus({ surplus }: Split): Finding[] {
  if (surplus.length === 0) return [];
  return [
    {
      id: 'held-out-surplus',
      severity: 'info',
      message: `${count(surplus.length, 'held-out row')} left out: ${MOST_SCORED} are enough to judge by, and held-out rows are never trained on`,
      rows: rowsOf(surplus),
      action: 'removed',
    },
  ];
}
