import { afterEach, describe, expect, test } from '@jest/globals';
import { refusal } from '../../support/host-faults.ts';
import { NOTHING_LEFT, PreparedRun, type PreparedRunOptions } from '../../support/prepared-run.ts';

let run: PreparedRun;
afterEach(() => run.host.stop());

const TODAY = Date.parse('2026-11-26T00:00:00Z');
const SOON = { base: '2026-12-20' };
const LATER = { base: '2027-01-14' };
const FAR = { base: '2027-06-01' };
const REFUSED: [string, PreparedRunOptions, object][] = [
  ['the estimate is over the bound', { costUsd: 12.34, settings: { maxCostUsd: 5 } }, { code: 'TooExpensive' }],
  [
    'the estimate is under a cent, and nothing may be spent',
    { costUsd: 0.001234, settings: { maxCostUsd: 0 } },
    { code: 'TooExpensive', message: 'tuning base is estimated at 0.0012 USD, and maxCostUsd is 0' },
  ],
  [
    'nobody knows the price, and there is a bound',
    { costUsd: null, settings: { maxCostUsd: 5 } },
    { code: 'TooExpensive' },
  ],
  [
    'the base model does not exist',
    { baseModel: 'bass' },
    { code: 'ModelUnusable', message: 'provider openai has no model bass' },
  ],
  ['the base model goes out of service in 24 days', { ways: { models: SOON } }, { code: 'ModelUnusable' }],
  ['the key is not valid', { ways: { keys: ['another'] } }, { code: 'KeyRefused' }],
  ['a file is larger than the provider takes', { bytes: 513 * 2 ** 20 }, { code: 'ProviderRefused' }],
  [
    'the provider does not take the format',
    { settings: { format: 'completion' }, capabilities: { formats: ['chat'] } },
    { code: 'InvalidSettings' },
  ],
  [
    'the price list knows that the model is shut down soon',
    { baseModel: 'gpt-4.1-nano-2025-04-14', ways: { models: { 'gpt-4.1-nano-2025-04-14': null } } },
    { code: 'ModelUnusable' },
  ],
];
const STARTED: [string, PreparedRunOptions, string[]][] = [
  ['the estimate is the bound', { costUsd: 5, settings: { maxCostUsd: 5 } }, []],
  ['nobody knows the price, and there is no bound', { costUsd: null }, []],
  [
    'the base model goes out of service in 49 days, with a note',
    { ways: { models: LATER } },
    ['base goes out of service on 2027-01-14: the classifier has to be trained elsewhere by then.'],
  ],
  ['the base model goes out of service next year', { ways: { models: FAR } }, []],
  [
    'it goes out of service soon and the settings allow it, with a note',
    { ways: { models: SOON }, settings: { allowSunset: true } },
    ['base goes out of service on 2026-12-20: the classifier has to be trained elsewhere by then.'],
  ],
  ['the host keeps no list of models', { baseModel: 'own', capabilities: { listsBaseModels: false } }, []],
  [
    'there are more classes than one answer tells, with a note',
    { labels: 21 },
    ["openai tells the 20 likeliest of 21 classes: the others' probabilities are estimated."],
  ],
];

describe('before anything is uploaded or paid,', () => {
  test.each(REFUSED)('a run is blocked when %s', async (_why, options, reason) => {
    run = await PreparedRun.start(options);
    run.now = TODAY;
    expect(await run.startTuning()).toMatchObject({ outcome: 'blocked' });
    expect(await run.record()).toMatchObject({ status: 'blocked', reason });
    expect(run.host.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
    expect(run.left).toEqual(NOTHING_LEFT);
  });

  test.each(STARTED)('a run goes on when %s', async (_why, options, notes) => {
    run = await PreparedRun.start(options);
    run.now = TODAY;
    expect(await run.startTuning()).toMatchObject({ outcome: 'waiting' });
    expect(await run.record()).toMatchObject({ status: 'running', notes });
    expect(run.host.jobs).toHaveLength(1);
  });

  test('a run that is too expensive is told the figure, and the command that raises the bound', async () => {
    run = await PreparedRun.start({ costUsd: 12.34, settings: { maxCostUsd: 5 } });
    await run.startTuning();
    expect((await run.record()).reason).toEqual({
      code: 'TooExpensive',
      message: 'tuning base is estimated at 12.34 USD, and maxCostUsd is 5',
      remedy: 'To raise it, labelsmith settings sports maxCostUsd=13, then: labelsmith rerun sports-1',
    });
  });

  test('a model that can no longer be tuned is refused, whatever it costs', async () => {
    const baseModel = 'babbage-002';
    run = await PreparedRun.start({ baseModel, ways: { models: { [baseModel]: null } } });
    run.now = Date.parse('2027-01-07T00:00:00Z');
    expect(await run.startTuning()).toMatchObject({ outcome: 'blocked' });
    expect((await run.record()).reason?.message).toBe('babbage-002 cannot be tuned since 2027-01-06');
  });

  test('a provider that does not answer is asked again', async () => {
    run = await PreparedRun.start();
    run.host.faults.add({ on: /models/, end: refusal(503, null) });
    await expect(run.startTuning()).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    expect(await run.startTuning()).toMatchObject({ outcome: 'waiting' });
  });
});

test('an account that may not train any more is told the way out, and keeps no file at the provider', async () => {
  run = await PreparedRun.start();
  run.host.faults.add({ on: /^POST .*jobs$/, end: refusal(403, 'training_not_available') });
  expect(await run.startTuning()).toMatchObject({ outcome: 'blocked' });
  expect((await run.record()).reason?.remedy).toContain('set "provider" to "embedded"');
  expect(run.left).toEqual(NOTHING_LEFT);
});
