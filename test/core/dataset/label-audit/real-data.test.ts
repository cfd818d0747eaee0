import { describe, expect, test } from '@jest/globals';
import { auditLabels } from '../../../../core/dataset/label-audit/audit-labels.ts';
import { flipLabels } from '../../../support/flip-labels.ts';
import { hasDataSet, readLabelledTexts } from '../../../support/real-data.ts';

/** Set, least share of the exchanged labels found, least share of them among the suspects; both as means. */
const SETS = [
  ['newsgroups-sport', 0.73, 0.93],
  ['sms-spam', 0.7, 0.93],
] as const;
const SEEDS = [1, 2, 3, 4, 5];

describe('with one label of twenty exchanged', () => {
  for (const [set, leastFound, leastPrecision] of SETS) {
    (hasDataSet(`${set}.train`) ? test : test.skip)(`${leastFound * 100}% of them are found in ${set}`, async () => {
      const rows = readLabelledTexts(`${set}.train`);
      let found = 0;
      let precision = 0;
      for (const seed of SEEDS) {
        const { flipped, places } = flipLabels(rows, 0.05, seed);
        const { suspects } = await auditLabels(flipped, { seed });
        const hits = suspects.filter(({ index }) => places.has(index)).length;
        found += hits / places.size / SEEDS.length;
        precision += hits / suspects.length / SEEDS.length;
      }
      expect(found).toBeGreaterThanOrEqual(leastFound);
      expect(precision).toBeGreaterThanOrEqual(leastPrecision);
    });
  }
});
