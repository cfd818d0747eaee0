import { describe, expect, test } from '@jest/globals';
import { PRICES, priceOf } from '../../../../core/contract/prices.ts';
import { estimateTraining } from '../../../../core/dataset/tokens/training-estimate.ts';
import { usualEpochs } from '../../../../core/dataset/tokens/usual-epochs.ts';

const notebook = {
  tokens: { o200k_base: 400_000, cl100k_base: 410_000 },
  examples: 948,
  heldOut: 238,
  bytes: 2_000_000,
};

describe('what training costs', () => {
  test.each([
    ['gpt-4.1-2025-04-14', 1_200_000, 30],
    ['gpt-4.1-mini-2025-04-14', 1_200_000, 6],
    ['gpt-4o-2024-08-06', 1_200_000, 30],
    ['babbage-002', 1_640_000, 0.656],
    ['labelsmith-linear-1', 1_600_000, 0],
  ])('is tokens times epochs times the price: %s', (baseModel, billedTokens, costUsd) => {
    expect(estimateTraining(notebook, baseModel).chosen).toMatchObject({ billedTokens, costUsd });
  });

  test('follows the epochs that the settings name', () => {
    const { chosen, others } = estimateTraining({ ...notebook, epochs: 1 }, 'gpt-4.1-2025-04-14');
    expect(chosen).toMatchObject({ billedTokens: 400_000, costUsd: 10 });
    expect(others.find(({ baseModel }) => baseModel === 'babbage-002')?.billedTokens).toBe(410_000);
  });

  test('takes the time that the old tool promised for the notebook’s 1,186 posts: 30.8 minutes', () => {
    expect((estimateTraining(notebook, 'babbage-002').chosen.seconds ?? 0) / 60).toBeCloseTo(30.8, 1);
  });

  test('is told for every other known model in service, the cheapest first', () => {
    const { others, pricesOf } = estimateTraining(notebook, 'gpt-4.1-mini-2025-04-14');
    const costs = others.map(({ costUsd }) => costUsd);
    expect(costs).toEqual(costs.toSorted((a, b) => a - b));
    expect(others.map(({ baseModel }) => baseModel).toSorted()).toEqual([
      'babbage-002',
      'gpt-4.1-2025-04-14',
      'gpt-4o-2024-08-06',
      'gpt-4o-mini-2024-07-18',
      'labelsmith-linear-1',
    ]);
    expect(pricesOf).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  test('is not made up for a model that nobody has a price of', () => {
    const { chosen, notes, others } = estimateTraining(notebook, 'somebody/some-model');
    expect(chosen).toEqual({ costUsd: null, seconds: null, billedTokens: 1_200_000 });
    expect(notes.join()).toContain('somebody/some-model');
    expect(others.length).toBeGreaterThan(4);
  });

  test('is the base model’s for a tuned model that is trained further', () => {
    expect(priceOf('ft:gpt-4.1-mini-2025-04-14:org::abc')?.baseModel).toBe('gpt-4.1-mini-2025-04-14');
  });

  test('comes with the days on which things end', () => {
    expect(estimateTraining(notebook, 'gpt-4.1-2025-04-14').notes.join()).toMatch(/2027-01-14.*2027-01-06/);
    expect(estimateTraining(notebook, 'gpt-4.1-nano-2025-04-14').notes[0]).toMatch(/switched off/);
    expect(estimateTraining(notebook, 'labelsmith-linear-1').notes).toEqual([]);
  });

  test('has one price a model', () => {
    expect(new Set(PRICES.map(({ baseModel }) => baseModel)).size).toBe(PRICES.length);
  });
});

describe('the usual number of epochs', () => {
  test.each([
    [10, 10],
    [3, 25],
    [33, 3],
    [34, 3],
    [8_333, 3],
    [10_000, 2],
    [100_000, 1],
  ])('for %i examples is %i', (examples, epochs) => {
    expect(usualEpochs({ epochs: 3, provider: 'openai' }, examples)).toBe(epochs);
  });
});
