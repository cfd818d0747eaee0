import { expect } from '@jest/globals';
import { listVersions } from '../../../core/registry/versions.ts';
import { readText } from '../../../core/store.ts';
import { parseResults } from '../../../core/tuning/results-table.ts';
import type { BucketFault } from '../../support/faulty-bucket.ts';
import type { Passed } from '../../support/play.ts';
import type { TrainingStage } from '../../support/training-stage.ts';
import { FAILED, type Scenario, SUCCEEDED, stays, WAITING, WELL } from './scenario.ts';

/** What a run writes on its way, and what of it is written on a condition. */
const ON_CONDITION = ['plan', 'run', 'claim', 'versions/1', 'champion'].map((name) => `${name}.json`);
const WRITTEN = [...ON_CONDITION, 'job.json', 'provider-results.csv', 'results.csv', 'evaluation.json'];

/** One more than the SDK makes attempts, and one more than the store makes after a conflict: the function fails, once. */
const SDK_GIVES_UP = 3 + 1;
const STORE_GIVES_UP = 6 + 1;
/** So often is a task tried while the bucket does not answer, before the run fails. */
const TASK_ATTEMPTS = 1 + 20;

const writeOf = (name: string) => new RegExp(`^PUT .*/${name}$`);

async function isStoredOnce({ run, bucketFaults }: Passed, { store }: TrainingStage): Promise<void> {
  expect(bucketFaults).toBeGreaterThan(0);
  const versions = await listVersions(store, run.classifier);
  expect(versions.map(({ version }) => version)).toEqual([1]);
  const results = parseResults((await readText(store, `runs/${run.run}/results.csv`)) ?? '');
  expect(results.map(({ step }) => step)).toEqual([1, 2]);
}

const survives = (name: string, fault: BucketFault): Scenario => ({
  name: `survives ${name}`,
  play: { bucketFault: fault },
  states: WELL,
  run: SUCCEEDED,
  jobs: ['succeeded'],
  also: isStoredOnce,
});

/** Of a bucket that fails under a run that nothing else goes wrong with. */
export const BUCKET_SCENARIOS: readonly Scenario[] = [
  ...[1, 5, 9].map((from) => survives(`503 to every request no. ${from} of 10`, { code: 'SlowDown', from, every: 10 })),
  ...WRITTEN.map((name) =>
    survives(`503 to the writing of ${name} until the SDK gives up`, {
      code: 'SlowDown',
      on: writeOf(name),
      times: SDK_GIVES_UP,
    }),
  ),
  ...[
    { from: 1, every: 2 },
    { from: 2, every: 2 },
    { from: 1, every: 3 },
    { from: 2, every: 3 },
    { from: 3, every: 3 },
  ].map(({ from, every }) =>
    survives(`409 to every conditional write no. ${from} of ${every}`, {
      code: 'ConditionalRequestConflict',
      from,
      every,
    }),
  ),
  ...ON_CONDITION.map((name) =>
    survives(`409 to the writing of ${name} until the store gives up`, {
      code: 'ConditionalRequestConflict',
      on: writeOf(name),
      times: STORE_GIVES_UP,
    }),
  ),
  ...WRITTEN.map((name) =>
    survives(`500 to the writing of ${name} that was written all the same`, {
      code: 'InternalError',
      on: writeOf(name),
    }),
  ),
  ...[
    { from: 1, every: 2 },
    { from: 2, every: 3 },
  ].map(({ from, every }) =>
    survives(`500 to every write no. ${from} of ${every}, each written all the same`, {
      code: 'InternalError',
      from,
      every,
    }),
  ),
  {
    name: 'fails when the bucket lets nobody write for longer than a task is tried, and cancels what it pays for',
    play: {
      jobGoes: stays('running'),
      before: {
        'poll-tuning': (stage) =>
          stage.failBucket({ code: 'ConditionalRequestConflict', times: TASK_ATTEMPTS * (STORE_GIVES_UP - 1) }),
      },
    },
    states: [...WAITING, ...FAILED],
    run: {
      status: 'failed',
      version: null,
      reason: {
        code: 'StoreUnavailable',
        message: expect.stringMatching(/bucket/),
        remedy: expect.stringMatching(/\w/),
      },
    },
    jobs: ['cancelled'],
  },
];
