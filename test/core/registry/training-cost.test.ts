import { expect, test } from '@jest/globals';
import { costOf } from '../../../core/registry/training-cost.ts';

test.each([
  ['what a million tokens cost', 'gpt-4.1-mini-2025-04-14', 1_000_000, 5],
  ['as much as was trained on', 'babbage-002', 525_000, 0.21],
  ['nothing here', 'labelsmith-linear-1', 1_000_000, 0],
  ['nothing that anybody knows of', 'somebody-else/s-model', 1_000_000, 0],
  ['nothing that anybody was told', 'babbage-002', null, 0],
])('a job costs %s', (_what, baseModel, trainedTokens, usd) => {
  expect(costOf({ baseModel, trainedTokens })).toBeCloseTo(usd, 10);
});
