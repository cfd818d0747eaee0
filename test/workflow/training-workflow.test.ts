import { describe, expect, test } from '@jest/globals';
import { readChampion, rollBack } from '../../core/registry/champion.ts';
import { listVersions } from '../../core/registry/versions.ts';
import { asCsv, labelledTexts } from '../support/labelled-texts.ts';
import { plannedProviders } from '../support/planned-providers.ts';
import { TrainingStage } from '../support/training-stage.ts';
import { playScenarios, useStage } from './play-scenarios.ts';
import { ENDING_SCENARIOS } from './scenarios/ending.ts';
import { FILE_SCENARIOS } from './scenarios/files.ts';
import { RESULTS_SCENARIOS } from './scenarios/results.ts';
import { BEGUN, JUDGED, WELL } from './scenarios/scenario.ts';
import { SCORING_SCENARIOS } from './scenarios/scoring.ts';
import { STARTING_SCENARIOS } from './scenarios/starting.ts';
import { WAITING_SCENARIOS } from './scenarios/waiting.ts';

const stage = new TrainingStage();
useStage(stage);

playScenarios(stage, [
  ['as such', FILE_SCENARIOS],
  ['that starts', STARTING_SCENARIOS],
  ['that waits', WAITING_SCENARIOS],
  ['that fetches results', RESULTS_SCENARIOS],
  ['that is scored', SCORING_SCENARIOS],
  ['that ends', ENDING_SCENARIOS],
]);

describe('two runs', () => {
  test('of one classifier at once get a version each, and a job each', async () => {
    const files = [60, 80].map((count) => asCsv(labelledTexts(count)));
    const both = await Promise.all(files.map((file) => stage.pass({ file }, 'at-once')));
    expect(both.map(({ run }) => run.status)).toEqual(['succeeded', 'succeeded']);
    expect(both.map(({ run }) => run.version).sort()).toEqual([1, 2]);
    expect(both.map(({ jobs }) => jobs.length)).toEqual([1, 1]);
  });

  test('on the same rows: the second one finds nothing new to pay for', async () => {
    const first = await stage.pass({}, 'again');
    const second = await stage.pass({}, 'again');
    expect(second.states).toEqual(['Prepare dataset', 'Worth tuning?', 'Run complete']);
    expect([second.run.version, second.jobs.length]).toEqual([first.run.version, 0]);
  });

  test('on the same rows: the second one takes over the job that the first one paid for and could not judge', async () => {
    const first = await stage.pass({ deaths: { 'evaluate-candidate': 99 } }, 'adopted');
    expect([first.run.status, first.run.reason?.code]).toEqual(['failed', 'Runtime.ExitError']);
    Object.assign(stage.host.ways, { models: { base: null, [first.run.model ?? '']: null } });
    const second = await stage.pass({}, 'adopted');
    expect(second.states).toEqual([...BEGUN, 'Store results', 'Results stored?', ...JUDGED]);
    expect(second.run).toMatchObject({ status: 'succeeded', version: 1, job: first.run.job, model: first.run.model });
    expect(second.jobs).toEqual([]);
  });

  test('on the same rows: the second one judges the same model anew where it is to abstain, and the third one has nothing to do', async () => {
    const first = await stage.pass({}, 'judged-anew');
    Object.assign(stage.host.ways, { models: { base: null, [first.run.model ?? '']: null } });
    const second = await stage.pass({ settings: { abstain: { precision: 0.8 } } }, 'judged-anew');
    expect(second.states).toEqual([...BEGUN, 'Store results', 'Results stored?', ...JUDGED]);
    expect(second.run).toMatchObject({ status: 'succeeded', version: 2, model: first.run.model });
    const [, anew] = await listVersions(stage.store, 'judged-anew');
    expect([anew?.abstention, second.jobs]).toEqual([expect.anything(), []]);
    expect((await stage.pass({}, 'judged-anew')).run).toMatchObject({ version: 2, promoted: false, job: null });
  });

  test("on the same rows: a job is paid for again when the first one's model is gone, or when that is asked for", async () => {
    const first = await stage.pass({ deaths: { 'evaluate-candidate': 99 } }, 'forced');
    const gone = await stage.pass({}, 'forced');
    expect([gone.run.status, gone.jobs.length]).toEqual(['succeeded', 1]);
    expect(gone.run.model).not.toBe(first.run.model);
    const forced = await stage.pass({ force: true }, 'forced');
    expect([forced.run.version, forced.jobs.length]).toEqual([2, 1]);
  });

  test('of which the second one learns from shuffled labels: the first one stays in service', async () => {
    const settings = { provider: 'embedded' };
    await stage.pass({ settings }, 'shuffled');
    const rows = labelledTexts(150).map((row, index) => ({
      ...row,
      label: (index * 7) % 11 < 5 ? 'hockey' : 'baseball',
    }));
    const worse = await stage.pass({ settings, file: asCsv(rows) }, 'shuffled');
    expect(worse.run).toMatchObject({ status: 'succeeded', version: 2, promoted: false });
    expect(worse.run.verdict).toMatch(/ version 1 .* not promoted$/);
    expect((await readChampion(stage.store, 'shuffled'))?.value.version).toBe(1);
  });

  test('one is compared again when another version was promoted while it was judged', async () => {
    for (const count of [60, 80]) await stage.pass({ file: asCsv(labelledTexts(count)) }, 'compared');
    const answering = plannedProviders({}, { answer: async () => ({ token: 'hockey', alternatives: null }) });
    const records = { store: stage.store, clock: () => new Date(), providers: answering };
    const change = { classifier: 'compared', by: 'a person', reason: 'doubt' };
    const passed = await stage.pass(
      { file: asCsv(labelledTexts(100)), before: { 'decide-promotion': () => rollBack(records, change) } },
      'compared',
    );
    expect(passed.states).toEqual(WELL);
    expect(passed.run.verdict).toMatch(/version 1 /);
  });
});

describe('the scenarios above', () => {
  test('come to every state, and take every catch', () => {
    expect([...stage.states, ...stage.catches].filter((place) => !stage.visited.has(place))).toEqual([]);
  });
});
