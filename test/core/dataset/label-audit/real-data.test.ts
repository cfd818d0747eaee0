import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { auditLabels } from '../../../../core/dataset/label-audit/audit-labels.ts';
import { flipLabels } from '../../../support/flip-labels.ts';

const DATA = new URL('../../../../../shared/data/', import.meta.url);
const row = z.object({ text: z.string(), label: z.string() });

/** Set, least share of the exchanged labels found, least share of them among the suspects; both as means. */
const SETS = [
  ['newsgroups-sport', 0.73, 0.93],
  ['sms-spam', 0.7, 0.93],
] as const;
const SEEDS = [1, 2, 3, 4, 5];

describe('with one label of twenty exchanged', () => {
  for (const [set, leastFound, leastPrecision] of SETS) {
    const file = new URL(`${set}.train.jsonl`, DATA);
    (existsSync(file) ? test : test.skip)(`${leastFound * 100}% of them are found in ${set}`, async () => {
      const lines = readFileSync(file, 'utf8').split('\n');
      const rows = lines.filter((line) => line !== '').map((line) => row.parse(JSON.parse(line)));
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
