import type { DatasetFormat } from '../../contract/settings.ts';
import type { Example } from '../example.ts';
import { findContradictions } from './contradictory-labels.ts';
import { findDuplicates } from './duplicate.ts';
import { findEmptyLabels, findEmptyTexts } from './empty.ts';
import type { Finding } from './finding.ts';
import { findLongTexts } from './long-text.ts';

/** A check that may take examples out; undefined when there is nothing to say. */
type RemovalCheck = (examples: readonly Example[], format: DatasetFormat) => Finding | undefined;

/** In this order, each on what the ones before it have left, so that a row is removed by one check only. */
const REMOVAL_CHECKS: readonly RemovalCheck[] = [
  findEmptyLabels,
  findEmptyTexts,
  findContradictions,
  findDuplicates,
  findLongTexts,
];

/** What is left of a file's examples, and why the others are not. */
export function removeUnfit(
  examples: readonly Example[],
  format: DatasetFormat,
): { kept: readonly Example[]; findings: readonly Finding[] } {
  const findings: Finding[] = [];
  let kept = examples;
  for (const check of REMOVAL_CHECKS) {
    const finding = check(kept, format);
    if (!finding) continue;
    findings.push(finding);
    if (finding.action !== 'removed') continue;
    const rows = new Set(finding.rows);
    kept = kept.filter(({ row }) => !rows.has(row));
  }
  return { kept, findings };
}
