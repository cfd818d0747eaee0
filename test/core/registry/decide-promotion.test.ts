import { beforeEach, describe, expect, test } from '@jest/globals';
import { writeArtefact } from '../../../core/artefact.ts';
import { evaluation as evaluationSchema, type ScoredExample } from '../../../core/contract/evaluation.ts';
import { job as jobSchema } from '../../../core/contract/job.ts';
import { baselineKey, historyPrefix, runKey } from '../../../core/contract/keys.ts';
import { measure } from '../../../core/evaluation/metrics/metrics.ts';
import { promote, readChampion, rollBack } from '../../../core/registry/champion.ts';
import { decidePromotion } from '../../../core/registry/decide-promotion.ts';
import { listVersions, registerVersion } from '../../../core/registry/versions.ts';
import { requirePlan } from '../../../core/run/run-plan.ts';
import { readRunRecord, updateRunRecord } from '../../../core/run/run-record.ts';
import { readText } from '../../../core/store.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';
import { INPUT, prepareRunIn, RUN } from '../../support/prepared-run.ts';
import { jobRecord } from '../../support/run-with-job.ts';
import { mortal, watched } from '../../support/watched.ts';

const clock = () => new Date('2026-11-26T10:00:00Z');
const SENTENCE = 'better than version 1 by 1.8 points: promoted';
const scored = ['0', '1'].map(
  (label, row): ScoredExample => ({ row, expected: label, label, probabilities: null, seconds: 0 }),
);

let store: MemoryStore;
/** A run whose candidate was compared while `serving` served. */
async function judged(promoted: boolean, serving: number | null, found: object = {}) {
  const { dataset } = await requirePlan(store, RUN);
  const evaluation = {
    schema: 'labelsmith.evaluation.v1' as const,
    run: RUN,
    dataset,
    candidate: measure(scored, ['0', '1']),
    serving,
    champion: null,
    baseline: null,
    majority: { label: '0', accuracy: 0.5 },
    verdict: { promote: promoted, sentence: SENTENCE, gain: 0, gainInterval: null },
    mistakes: [],
    ...found,
  };
  await writeArtefact(store, runKey(RUN, 'evaluation.json'), evaluationSchema, evaluationSchema.parse(evaluation));
}
/** Another version, in service. */
async function serve(run: string): Promise<number> {
  const { version } = await registerVersion(store, candidateVersion(run));
  await promote({ store, clock }, { classifier: 'sports', version, by: 'a person', reason: 'a test' });
  return version;
}
const decide = (process = mortal()) =>
  decidePromotion({ store: watched(store, (moment) => process.step(moment)), clock }, INPUT);
const champion = async () => (await readChampion(store, 'sports'))?.value;
const history = async () => {
  const entries = await Promise.all(store.keys(historyPrefix('sports')).map((key) => readText(store, key)));
  return entries.map((entry) => JSON.parse(entry ?? '')).map(({ action, version }) => `${action} ${version}`);
};

const prepare = async () => {
  await prepareRunIn(store, {}, { provider: 'openai', baseUrl: '', baseModel: 'base' });
  await updateRunRecord({ store, clock }, RUN, { status: 'running' });
  const job = jobRecord(RUN, { provider: 'openai', status: 'succeeded', model: 'ft:candidate' });
  await writeArtefact(store, runKey(RUN, 'job.json'), jobSchema, job);
};

beforeEach(async () => {
  store = new MemoryStore();
  await prepare();
});

describe('a candidate', () => {
  test('that the verdict promotes goes into service, and the verdict is the reason', async () => {
    await judged(true, await serve('run-1'));
    expect(await decide()).toEqual({ version: 2, promoted: true });
    expect(await champion()).toMatchObject({ version: 2, previousVersion: 1, by: `run ${RUN}`, reason: SENTENCE });
    expect(await readRunRecord(store, RUN)).toMatchObject({ status: 'succeeded', version: 2, promoted: true });
  });

  test('is served with what judging found: its temperature, its threshold, its baseline', async () => {
    const calibration = {
      temperature: 1.7,
      from: 'held-out',
      answers: 200,
      expectedCalibrationError: 0.01,
      calibrationInterval: [0, 0.05],
    };
    const effect = { confidence: 0.9, answers: 150, coverage: 0.75, precision: 1, proved: 0.98 };
    const thresholds = [{ label: null, answers: 200, reached: effect, best: effect }];
    const abstention = { precision: 0.95, per: 'overall', from: 'held-out', thresholds, sentences: ['proved'] };
    const profile = { labels: [{ label: '0', examples: 1 }], confidences: null, words: null };
    await judged(true, null, { calibration, abstention, profile, baseline: measure(scored, ['0', '1']) });
    await decide();
    const [version] = await listVersions(store, 'sports');
    expect(version).toMatchObject({ model: 'ft:candidate', calibration, abstention, profile });
    expect(version?.baseline).toBe(baselineKey('sports', RUN));
  });

  test('that it does not is kept as a version, and the champion stays', async () => {
    await judged(false, await serve('run-1'));
    expect(await decide()).toEqual({ version: 2, promoted: false });
    expect(await champion()).toMatchObject({ version: 1 });
    expect(await history()).toEqual(['promoted 1', 'kept 2']);
    expect(await readRunRecord(store, RUN)).toMatchObject({ status: 'succeeded', version: 2, promoted: false });
  });

  test.each([
    ['another version serves than the one it was compared with', 1],
    ['a version serves now, and none did when it was judged', null],
  ])('is not promoted where %s: it is to be compared again', async (_name, serving) => {
    await serve('run-1');
    if (serving !== null) await serve('run-2');
    await judged(true, serving);
    const before = await champion();
    await expect(decide()).rejects.toMatchObject({ name: 'ChampionChanged' });
    expect(await champion()).toEqual(before);
    expect(await readRunRecord(store, RUN)).toMatchObject({ status: 'running' });
    // Compared with the one that serves, it has the number that it was given.
    await judged(true, before?.version ?? null);
    const { version, promoted } = await decide();
    expect([version, promoted, (await champion())?.version]).toEqual([version, true, version]);
    expect((await listVersions(store, 'sports')).filter(({ run }) => run === RUN)).toHaveLength(1);
  });

  test('that went into service before its step died stays out of it, once a person has taken it back', async () => {
    const person = { classifier: 'sports', by: 'a person', reason: 'it is worse' };
    const answer = async () => ({ token: 'hockey', alternatives: null });
    const providers = plannedProviders({}, { answer });
    let takenBack = 0;
    for (let dyingAt = 1, isOver = false; !isOver; dyingAt += 1) {
      store = new MemoryStore();
      await prepare();
      const version = await serve('run-1');
      await judged(true, version, { servingSince: (await champion())?.since });
      isOver = await decide(mortal(dyingAt)).then(
        () => true,
        () => false,
      );
      if (isOver || (await champion())?.version !== 2) continue;
      await rollBack({ store, clock, providers }, person);
      expect(await decide()).toEqual({ version: 2, promoted: true });
      expect(await champion()).toMatchObject({ version: 1, by: 'a person' });
      expect(await history()).toEqual(['promoted 1', 'promoted 2', 'rolled-back 1']);
      takenBack += 1;
    }
    expect(takenBack).toBeGreaterThan(2);
  });

  test('is not promoted where its champion was put back into service since: it is to be compared again', async () => {
    const one = await serve('run-1');
    await judged(true, one, { servingSince: (await champion())?.since });
    await serve('run-2');
    await promote({ store, clock }, { classifier: 'sports', version: one, by: 'a person', reason: 'it is better' });
    await expect(decide()).rejects.toMatchObject({ name: 'ChampionChanged' });
    expect(await champion()).toMatchObject({ version: 1, by: 'a person' });
  });

  test.each([true, false])(
    'is one version with one entry in the history wherever its step dies (promoted: %s)',
    async (promoted) => {
      const whole = mortal();
      await judged(promoted, await serve('run-1'));
      await decide(whole);
      // The report comes last, and what goes wrong with it is nothing to the step.
      const deaths: number[] = [];
      const expected = { history: await history(), champion: (await champion())?.version };
      for (let dyingAt = 1; dyingAt <= whole.steps; dyingAt += 1) {
        store = new MemoryStore();
        await prepareRunIn(store, {}, { provider: 'openai', baseUrl: '', baseModel: 'base' });
        const job = jobRecord(RUN, { provider: 'openai', status: 'succeeded', model: 'ft:candidate' });
        await writeArtefact(store, runKey(RUN, 'job.json'), jobSchema, job);
        await judged(promoted, await serve('run-1'));
        const end = await decide(mortal(dyingAt)).catch((error: Error) => error.name);
        if (end === 'Died') deaths.push(dyingAt);
        else expect(end).toEqual({ version: 2, promoted });
        expect(await decide()).toEqual({ version: 2, promoted });
        expect({ history: await history(), champion: (await champion())?.version }).toEqual(expected);
        expect(await listVersions(store, 'sports')).toHaveLength(2);
      }
      expect(deaths.length).toBeGreaterThan(promoted ? 10 : 5);
      expect(deaths).toEqual(deaths.map((_, index) => index + 1));
    },
  );
});
