import { describe, expect, test } from '@jest/globals';
import { brierScore } from '../../../../core/evaluation/metrics/brier.ts';
import { measure } from '../../../../core/evaluation/metrics/metrics.ts';
import { areasPerClass } from '../../../../core/evaluation/metrics/per-class-areas.ts';
import { reliabilityCurve } from '../../../../core/evaluation/metrics/reliability.ts';
import { examplesOf, SCIKIT_LEARN } from '../fixtures/scikit-learn.ts';

describe.each(SCIKIT_LEARN.tables)('of $name, scikit-learn and we agree on', (table) => {
  const examples = examplesOf(table);
  const metrics = measure(examples, table.labels);

  test.each(['accuracy', 'macroF1', 'weightedF1', 'logLoss', 'expectedCalibrationError'] as const)('%s', (name) => {
    expect(metrics[name]).toBeCloseTo(table[name], 9);
  });

  test.each(['precision', 'recall', 'f1', 'support'] as const)('the %s of each class', (name) => {
    for (const [index, entry] of metrics.perClass.entries())
      expect(entry[name]).toBeCloseTo(table[name][index] ?? -1, 9);
    expect(metrics.perClass.map((entry) => entry.label)).toEqual(table.labels);
  });

  test('the confusion matrix', () => {
    expect(metrics.confusion.counts).toEqual(table.confusion);
  });

  test("Brier's score", () => {
    expect(brierScore(examples)).toBeCloseTo(table.brier, 9);
  });

  test.each(['auroc', 'auprc'] as const)('the %s of each class', (name) => {
    const areas = areasPerClass(examples, table.labels).map((entry) => entry[name]);
    expect(areas.map((area) => area?.toFixed(9) ?? null)).toEqual(table[name].map((area) => area?.toFixed(9) ?? null));
  });

  test('the reliability curve', () => {
    const curve = reliabilityCurve(examples) ?? [];
    expect(curve).toHaveLength(table.reliability.length);
    for (const [index, bin] of curve.entries()) {
      const theirs = table.reliability[index];
      expect(bin.examples).toBe(theirs?.examples);
      expect(bin.confidence).toBeCloseTo(theirs?.confidence ?? -1, 9);
      expect(bin.accuracy).toBeCloseTo(theirs?.accuracy ?? -1, 9);
    }
  });
});
