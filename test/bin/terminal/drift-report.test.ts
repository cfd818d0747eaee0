import { expect, test } from '@jest/globals';
import { describeDrift } from '../../../bin/terminal/drift-report.ts';
import type { ServedCounts } from '../../../core/contract/drift.ts';
import type { DriftReport } from '../../../core/contract/drift-report.ts';
import { compareServed } from '../../../core/drift/compare-served.ts';
import { countConfidences } from '../../../core/drift/confidence-class.ts';

const training = {
  labels: [
    { label: 'hockey', examples: 500 },
    { label: 'base\u001b[31mball', examples: 500 },
  ],
  confidences: null,
  words: { words: 10_000, unseen: 500 },
};
const report = (day: string, hockey: number, baseball: number): DriftReport => {
  const counts: ServedCounts = {
    version: 1,
    model: 'm',
    answers: hockey + baseball,
    abstentions: 0,
    labels: [
      { label: 'hockey', answers: hockey },
      { label: 'base\u001b[31mball', answers: baseball },
    ],
    confidences: countConfidences([]),
    words: { words: 2_000, unseen: 110 },
  };
  const versions = [compareServed(counts, training)];
  return { schema: 'labelsmith.drift.v1', classifier: 'sports', day, reportedAt: `${day}T23:00:00Z`, versions };
};

test('days are a table, the newest one last, with its labels as bars and its warning below', () => {
  const lines = describeDrift([report('2026-11-25', 20, 180), report('2026-11-24', 10, 10)]);
  expect(lines.slice(0, 3)).toEqual([
    'day         version  answers  abstained  labels  confidence  unseen words  in training',
    '2026-11-24        1       20       0.0%       -           -          5.5%         5.0%',
    '2026-11-25        1      200       0.0%   0.866           -          5.5%         5.0%  warning',
  ]);
  expect(lines.slice(3)).toEqual([
    '',
    'Version 1 on 2026-11-25, 200 answers:',
    expect.stringMatching(/ball +180 {2}█{32}$/),
    expect.stringMatching(/^hockey +20 {2}███▌$/),
    expect.stringMatching(/^Warning: version 1 was asked about other texts .*in training 50\.0%\)\.$/),
  ]);
  expect(lines.join('')).not.toContain('\u001b');
});

test('nothing is said of no report', () => {
  expect(describeDrift([])).toEqual([]);
});
