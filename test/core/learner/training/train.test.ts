import { describe, expect, test } from '@jest/globals';
import { createRandom } from '../../../../core/learner/random.ts';
import { classScore, logSumExp, topClass, weightColumns } from '../../../../core/learner/scores.ts';
import { fitTemperature } from '../../../../core/learner/training/calibrate.ts';
import { crossFit } from '../../../../core/learner/training/cross-fit.ts';
import { type EpochReport, Trainer, type TrainerOptions } from '../../../../core/learner/training/train.ts';
import type { SparseRows } from '../../../../core/learner/vectors/sparse-rows.ts';

/** Rows with the value 1 in one column each, or none. */
function unitRows(columns: readonly (number | null)[]): SparseRows {
  const starts = [0];
  for (const column of columns) starts.push((starts.at(-1) ?? 0) + (column === null ? 0 : 1));
  const filled = columns.filter((column) => column !== null);
  return {
    count: columns.length,
    starts: Int32Array.from(starts),
    columns: Int32Array.from(filled),
    values: new Float32Array(filled.length).fill(1),
  };
}

/** Rows of length 1 with random entries in every column. */
function randomRows(count: number, width: number, random: () => number): SparseRows {
  const values = new Float32Array(count * width).map(() => random() - 0.5);
  for (let row = 0; row < count; row += 1) {
    const part = values.subarray(row * width, (row + 1) * width);
    const length = Math.hypot(...part);
    for (const [at, value] of part.entries()) part[at] = value / length;
  }
  return {
    count,
    starts: Int32Array.from({ length: count + 1 }, (_, row) => row * width),
    columns: Int32Array.from({ length: count * width }, (_, at) => at % width),
    values,
  };
}

async function trained(options: TrainerOptions, epochs: number): Promise<Trainer> {
  const trainer = await Trainer.create(options);
  for (let epoch = 0; epoch < epochs; epoch += 1) await trainer.epoch(1);
  return trainer;
}

/** The weight of a feature in a column. */
function weightOf({ weights }: Trainer, feature: number, column = 0): number {
  const group = weights.groups.find(({ first, count }) => column >= first && column < first + count);
  return group?.weights[feature * group.width + column - group.first] ?? Number.NaN;
}

function biasOf({ weights }: Trainer, column = 0): number {
  const group = weights.groups.find(({ first, count }) => column >= first && column < first + count);
  return group?.bias[column - group.first] ?? Number.NaN;
}

describe('the trainer', () => {
  test.each([[0.1], [1], [10]])('with C = %s reaches the minimum that can be worked out by hand', async (cost) => {
    // Two rows, each with a feature of its own and of opposite classes: by symmetry w = (-a, a) and no bias, and
    // a^2 + 2C(1 - a)^2 is smallest at a = 2C / (1 + 2C).
    const options = { rows: unitRows([0, 1]), classes: Int32Array.of(0, 1), classCount: 2, features: 2, cost };
    const trainer = await trained(options, 200);
    const a = (2 * cost) / (1 + 2 * cost);
    expect(weightOf(trainer, 0)).toBeCloseTo(-a, 4);
    expect(weightOf(trainer, 1)).toBeCloseTo(a, 4);
    expect(biasOf(trainer)).toBeCloseTo(0, 4);
  });

  test.each([[2], [3], [7]])(
    'with %s classes satisfies the optimality conditions of every machine',
    async (classCount) => {
      const random = createRandom(5);
      const rows = randomRows(60, 8, random);
      const classes = Int32Array.from({ length: 60 }, () => Math.floor(random() * classCount));
      const trainer = await trained({ rows, classes, classCount, features: 8 }, 3_000);
      const columns = weightColumns(classCount);
      for (let row = 0; row < rows.count; row += 1) {
        for (let column = 0; column < columns; column += 1) {
          let score = biasOf(trainer, column);
          for (let at = 0; at < 8; at += 1) score += weightOf(trainer, at, column) * (rows.values[row * 8 + at] ?? 0);
          const positive = columns === 1 ? classes[row] === 1 : classes[row] === column;
          // The dual variable of a squared hinge is twice C times the slack.
          const slack = Math.max(0, 1 - (positive ? score : -score));
          const group = trainer.weights.groups.find(({ first, count }) => column >= first && column < first + count);
          const dual = group?.duals[row * group.width + column - group.first];
          expect(dual).toBeCloseTo(2 * slack, 3);
        }
      }
    },
  );

  test('improves less with every epoch, down to nothing', async () => {
    const random = createRandom(1);
    const classes = Int32Array.from({ length: 200 }, () => Math.floor(random() * 3));
    const rows = randomRows(200, 30, random);
    const trainer = await Trainer.create({ rows, classes, classCount: 3, features: 30 });
    const reports: EpochReport[] = [];
    for (let epoch = 0; epoch < 30; epoch += 1) reports.push(await trainer.epoch(1));
    expect(reports[0]).toMatchObject({ epoch: 1, improvement: 1 });
    expect(reports.every(({ improvement }) => improvement >= -1e-6)).toBe(true);
    expect(reports[29]?.improvement).toBeLessThan(1e-3);
    expect(reports[29]?.trainLoss).toBeLessThan(reports[0]?.trainLoss ?? 0);
  });

  test('gives the same for a seed, and another order for another', async () => {
    const random = createRandom(2);
    const rows = randomRows(50, 10, random);
    const classes = Int32Array.from({ length: 50 }, () => Math.floor(random() * 2));
    const [one, same, other] = await Promise.all(
      [3, 3, 4].map(async (seed) => (await trained({ rows, classes, classCount: 2, features: 10, seed }, 2)).weights),
    );
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
  });

  test.each([[2], [4]])(
    'resumed from its dual variables goes on as if it had not stopped, with %s classes',
    async (classCount) => {
      const random = createRandom(3);
      const rows = randomRows(80, 12, random);
      const classes = Int32Array.from({ length: 80 }, () => Math.floor(random() * classCount));
      const options = { rows, classes, classCount, features: 12, seed: 9 };
      const whole = await trained(options, 3);
      const resumed = await Trainer.create({ ...options, resume: { duals: whole.duals(), epochs: 3 } });
      for (let epoch = 0; epoch < 3; epoch += 1) {
        const [expected, report] = [await whole.epoch(1), await resumed.epoch(1)];
        expect(report.epoch).toBe(expected.epoch);
        expect(report.trainLoss).toBeCloseTo(expected.trainLoss, 4);
        expect(report.improvement).toBeCloseTo(expected.improvement, 4);
      }
      for (let column = 0; column < weightColumns(classCount); column += 1) {
        for (let feature = 0; feature < 12; feature += 1)
          expect(weightOf(resumed, feature, column)).toBeCloseTo(weightOf(whole, feature, column), 4);
      }
    },
  );

  test('refuses dual variables of another set', async () => {
    const options = { rows: unitRows([0, 1]), classes: Int32Array.of(0, 1), classCount: 2, features: 2 };
    const resume = { duals: new Float32Array(3), epochs: 1 };
    await expect(Trainer.create({ ...options, resume })).rejects.toThrow(/3 dual variables, expected 2/);
  });

  test('learns what a text without features is from the bias alone', async () => {
    const rows = unitRows([null, null, null, 0]);
    const trainer = await trained({ rows, classes: Int32Array.of(0, 0, 0, 1), classCount: 2, features: 1 }, 50);
    expect(biasOf(trainer)).toBeLessThan(0);
    expect(biasOf(trainer) + weightOf(trainer, 0)).toBeGreaterThan(0);
  });
});

describe('the temperature', () => {
  test.each([
    [2, 0.3],
    [2, 2],
    [3, 0.25],
    [5, 1],
  ])('of %s classes, %s, is found again in answers drawn with it', (classCount, temperature) => {
    const random = createRandom(11);
    const columns = weightColumns(classCount);
    const examples = 20_000;
    const values = Float64Array.from({ length: examples * columns }, () => (random() - 0.5) * 2);
    const classes = Int32Array.from({ length: examples }, (_, example) => {
      const scores = values.subarray(example * columns, (example + 1) * columns);
      const total = logSumExp(scores, classCount, temperature);
      let rest = random();
      for (let index = 0; index < classCount - 1; index += 1) {
        rest -= Math.exp(classScore(scores, classCount, index) / temperature - total);
        if (rest < 0) return index;
      }
      return classCount - 1;
    });
    const rows = Int32Array.from(classes.keys());
    const found = fitTemperature({ classCount, rows, classes, values });
    expect(Math.abs(found / temperature - 1)).toBeLessThan(0.06);
  });

  test('of scores that are always right does not promise certainty', () => {
    const values = Float64Array.from({ length: 50 }, (_, example) => (example % 2 ? 1 : -1));
    const classes = Int32Array.from({ length: 50 }, (_, example) => example % 2);
    const temperature = fitTemperature({ classCount: 2, rows: classes, classes, values });
    expect(1 / (1 + Math.exp(-2 / temperature))).toBeCloseTo(1 - 1 / 52, 3);
  });
});

describe('cross-fitting', () => {
  test('cannot score well what cannot be learnt, though training fits it perfectly', async () => {
    const random = createRandom(4);
    const rows = randomRows(300, 400, random);
    const classes = Int32Array.from({ length: 300 }, () => Math.floor(random() * 2));
    const held = await crossFit({ rows, classes, classCount: 2, features: 400 });
    const right = held.classes.filter((expected, at) => topClass(held.values.subarray(at, at + 1), 2) === expected);
    expect(right.length / 300).toBeLessThan(0.62);
    const trainer = await trained({ rows, classes, classCount: 2, features: 400, cost: 100 }, 20);
    expect((await trainer.epoch(1)).trainAccuracy).toBeGreaterThan(0.98);
  });

  test('scores every row once, or the rows of the folds asked for', async () => {
    const rows = unitRows(Array.from({ length: 30 }, (_, row) => row % 3));
    const classes = Int32Array.from({ length: 30 }, (_, row) => row % 3);
    const options = { rows, classes, classCount: 3, features: 3 };
    expect([...(await crossFit(options)).rows]).toEqual([...classes.keys()]);
    const some = await crossFit({ ...options, folds: 5, rounds: 1 });
    expect(some.rows).toHaveLength(6);
    expect([0, 1, 2].map((label) => some.classes.filter((other) => other === label).length)).toEqual([2, 2, 2]);
  });
});
