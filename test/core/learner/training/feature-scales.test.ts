import { describe, expect, test } from '@jest/globals';
import { featureScales, scaledSquares } from '../../../../core/learner/training/feature-scales.ts';
import type { SparseRows } from '../../../../core/learner/vectors/sparse-rows.ts';

/** Rows that have the value 1 in the features named. */
function rowsOf(features: readonly (readonly number[])[]): SparseRows {
  const starts = [0];
  for (const row of features) starts.push((starts.at(-1) ?? 0) + row.length);
  const columns = Int32Array.from(features.flat());
  return {
    count: features.length,
    starts: Int32Array.from(starts),
    columns,
    values: new Float32Array(columns.length).fill(1),
  };
}

const everyRow = (rows: SparseRows) => Int32Array.from({ length: rows.count }, (_, row) => row);

describe('the scale of a feature', () => {
  test('follows from its log-count ratios as worked out by hand', () => {
    // Classes of 1 and 3 rows. Feature 0: in the first class 1, expected 0; in the second 0, expected 1 * 3 = 3.
    // Feature 1: in the first 0, expected 2 / 3; in the second 2, expected 0.
    const rows = rowsOf([[0], [1], [1], []]);
    const labelled = { rows, classes: Int32Array.of(0, 1, 1, 1), classCount: 2, members: everyRow(rows) };
    const [first = 0, second = 0] = featureScales(labelled, 2);
    const root = (one: number, other: number) => Math.sqrt(0.25 * Math.log(one) ** 2 + 0.75 * Math.log(other) ** 2);
    const ratio = (1 + root(1.1 / 0.1, 0.1 / 3.1)) / (1 + root(0.1 / (2 / 3 + 0.1), 2.1 / 0.1));
    expect(first / second).toBeCloseTo(ratio ** 2, 4);
    expect(first + 2 * second).toBeCloseTo(4, 4);
  });

  test('is larger the better the feature tells the classes apart, and never zero', () => {
    const rows = rowsOf([[0, 2], [0, 1, 2], [1, 2], [2]]);
    const labelled = { rows, classes: Int32Array.of(0, 0, 1, 1), classCount: 2, members: everyRow(rows) };
    const [telling = 0, idle = 0, common = 0, absent = 0] = featureScales(labelled, 4);
    expect(telling).toBeGreaterThan(idle);
    expect(idle).toBeCloseTo(common, 5);
    expect(absent).toBeGreaterThan(0);
  });

  test('knows nothing of rows that are held out', () => {
    const rows = rowsOf([[0], [1], [0], [1]]);
    const members = Int32Array.of(0, 1, 2);
    const scalesWith = (held: number) =>
      featureScales({ rows, classes: Int32Array.of(0, 1, 0, held), classCount: 2, members }, 2);
    expect(scalesWith(0)).toEqual(scalesWith(1));
  });

  test.each([
    ['one class only', [[0], [0, 1]], [1, 1]],
    ['no feature at all', [[], []], [0, 1]],
  ])('is finite for rows of %s', (_, features, classes) => {
    const rows = rowsOf(features);
    const labelled = { rows, classes: Int32Array.from(classes), classCount: 2, members: everyRow(rows) };
    const scales = featureScales(labelled, 2);
    expect(scales.every((scale) => Number.isFinite(scale) && scale > 0)).toBe(true);
    expect(scaledSquares(rows, 0, scales)).toBeGreaterThanOrEqual(0);
  });
});
