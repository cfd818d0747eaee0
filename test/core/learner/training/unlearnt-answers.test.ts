import { describe, expect, test } from '@jest/globals';
import { createRandom } from '../../../../core/learner/random.ts';
import { fitTemperature, type HeldOutScores } from '../../../../core/learner/training/calibrate.ts';
import { unlearntAnswers } from '../../../../core/learner/training/unlearnt-answers.ts';
import { workHere } from '../../../../core/learner/work.ts';

/** Scores of two classes that are right with the probability that they say at temperature 2. */
function heldOut(count: number, rows = Int32Array.from({ length: count }, (_, row) => row * 3)): HeldOutScores {
  const random = createRandom(1);
  const values = Float64Array.from({ length: count }, () => random() * 8 - 4);
  const classes = Int32Array.from(values, (score) => (random() < 1 / (1 + Math.exp((-2 * score) / 2)) ? 1 : 0));
  return { classCount: 2, rows, classes, values };
}

const ALL = { seed: 7, most: 1_000_000, workers: workHere };

describe('answers of what was not learnt', () => {
  test('are the likelier class of each example, in the order of the rows', async () => {
    const held = heldOut(200);
    const { classes, right } = await unlearntAnswers(held, ALL);
    expect([...classes]).toEqual(Array.from(held.values, (score) => (score > 0 ? 1 : 0)));
    expect([...right]).toEqual(Array.from(held.classes, (expected, index) => (expected === classes[index] ? 1 : 0)));
  });

  test('are as sure as they are right', async () => {
    const { confidences, right } = await unlearntAnswers(heldOut(4_000), ALL);
    const mean = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0) / confidences.length;
    expect(Math.abs(mean(confidences) - mean(right))).toBeLessThan(0.02);
  });

  test('have a confidence that does not depend on whether they are right', async () => {
    const held = heldOut(50);
    const before = await unlearntAnswers(held, ALL);
    for (const example of held.classes.keys()) {
      const classes = held.classes.with(example, 1 - (held.classes[example] ?? 0));
      const after = await unlearntAnswers({ ...held, classes }, ALL);
      expect(after.confidences[example]).toBe(before.confidences[example]);
    }
  });

  test('have nearly the confidence that one temperature for all of them gives', async () => {
    const held = heldOut(4_000);
    const temperature = fitTemperature(held);
    const { confidences } = await unlearntAnswers(held, ALL);
    for (const [index, confidence] of confidences.entries()) {
      const score = Math.abs(held.values[index] ?? 0);
      expect(confidence).toBeCloseTo(1 / (1 + Math.exp((-2 * score) / temperature)), 1);
    }
  });

  test('are drawn by the seed where there are more than are wanted', async () => {
    const held = heldOut(500);
    const some = await unlearntAnswers(held, { ...ALL, most: 40 });
    expect(some.classes).toHaveLength(40);
    expect(await unlearntAnswers(held, { ...ALL, most: 40 })).toEqual(some);
    expect(await unlearntAnswers(held, { ...ALL, most: 40, seed: 8 })).not.toEqual(some);
  });

  test('are none for fewer than ten examples', async () => {
    expect((await unlearntAnswers(heldOut(9), ALL)).classes).toHaveLength(0);
    expect((await unlearntAnswers(heldOut(10), ALL)).classes).toHaveLength(10);
  });
});
