import { expect } from '@jest/globals';
import { listVersions } from '../../../core/registry/versions.ts';
import { readText } from '../../../core/store.ts';
import { parseResults } from '../../../core/tuning/results-table.ts';
import { tryRelease } from '../../../core/tuning/unreleased.ts';
import { createProviders } from '../../../services/providers.ts';
import type { HostFault } from '../../support/host-faults.ts';
import { asCsv, labelledTexts } from '../../support/labelled-texts.ts';
import type { Passed } from '../../support/play.ts';
import type { TrainingStage } from '../../support/training-stage.ts';
import { hoursOf, LATE, ON, type Scenario, SUCCEEDED, WELL } from './scenario.ts';

/** All that was to go wrong did, and what came of the run is there once. */
async function isStoredOnce({ run }: Passed, { host, store }: TrainingStage): Promise<void> {
  expect(host.faults.left).toBe(0);
  const versions = await listVersions(store, run.classifier);
  expect(versions.map(({ version }) => version)).toEqual([1]);
  const results = parseResults((await readText(store, `runs/${run.run}/results.csv`)) ?? '');
  expect(results.map(({ step }) => step)).toEqual([1, 2]);
}

const goesOn = (name: string, ...faults: readonly HostFault[]): Scenario => ({
  name: `goes on after ${name}`,
  faults,
  states: WELL,
  run: { ...SUCCEEDED, silentSince: null },
  jobs: ['succeeded'],
  also: isStoredOnce,
});

/** More than a connection takes at once, so that it can break in the middle. */
const LARGE = asCsv(labelledTexts(1_000));

async function isFreedLater(passed: Passed, stage: TrainingStage): Promise<void> {
  await isStoredOnce(passed, stage);
  const { store, host } = stage;
  const clock = () => new Date();
  const environment = {
    PROVIDER: 'openai-compatible' as const,
    PROVIDER_BASE_URL: host.baseUrl,
    PROVIDER_BASE_MODEL: 'base',
    PROVIDER_KEY_SECRET: '',
    PROVIDER_TIMEOUT_MS: 10_000,
  };
  const providers = createProviders(environment, store, clock);
  expect(await tryRelease({ store, clock, providers }, passed.run.run)).toBe(true);
  expect([...host.files.values()].filter(({ filename }) => filename.startsWith(`${passed.run.run}-`))).toEqual([]);
}

/** Of a host that takes a request and never answers. */
export const HANGING_SCENARIOS: readonly Scenario[] = [
  goesOn('silence where its base model was asked for', { on: ON.model, end: 'hang' }),
  ...[0, 1].flatMap((after) => [
    goesOn(`silence to upload no. ${after + 1}, which was not taken`, { on: ON.upload, end: 'hang', after }),
    goesOn(`silence to upload no. ${after + 1}, which was taken`, {
      on: ON.upload,
      moment: 'after',
      end: 'hang',
      after,
    }),
  ]),
  {
    ...goesOn('a connection that broke in the middle of an upload', { on: ON.upload, end: 'break' }),
    play: { file: LARGE },
  },
  goesOn('silence to its create, which was done', { on: ON.create, moment: 'after', end: 'hang' }),
  goesOn('half of an answer to its create, and silence then', { on: ON.create, moment: 'after', end: 'stall' }),
  goesOn(
    'silence to its create, which was done, and to three looks for the job',
    { on: ON.create, moment: 'after', end: 'hang' },
    { on: ON.list, end: 'hang', times: 3 },
  ),
  {
    ...goesOn('silence to its create, which was not done', { on: ON.create, end: 'hang' }),
    also: async (passed, stage) => {
      await isStoredOnce(passed, stage);
      // The deadline of the function, 300 s, and two minutes.
      expect(hoursOf(passed)).toBeGreaterThan(420 / 3_600);
    },
  },
  ...[0, 1].map((after) => goesOn(`silence to look no. ${after + 1} at its job`, { on: ON.job, end: 'hang', after })),
  // The third look is the one for what belongs to its end: without an answer, it is late.
  { ...goesOn('silence to look no. 3 at its job', { on: ON.job, end: 'hang', after: 2 }), states: LATE },
  goesOn('silence where events were asked for', { on: ON.events, end: 'hang' }),
  { ...goesOn('silence where checkpoints were asked for', { on: ON.checkpoints, end: 'hang' }), states: LATE },
  { ...goesOn('silence where results were asked for', { on: ON.results, end: 'hang' }), states: LATE },
  {
    ...goesOn('half of its results, and silence then', { on: ON.results, moment: 'after', end: 'stall' }),
    states: LATE,
  },
  ...[0, 1, 9].map((after) => goesOn(`silence to prediction no. ${after + 1}`, { on: ON.predict, end: 'hang', after })),
  {
    ...goesOn('silence to the removal of its files, which are freed later', { on: ON.remove, end: 'hang' }),
    run: { ...SUCCEEDED, unreleased: expect.stringMatching(/may be left .* tried again/) },
    leaves: ['train.jsonl', 'validation.jsonl'],
    also: isFreedLater,
  },
];
