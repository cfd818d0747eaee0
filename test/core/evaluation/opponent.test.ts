import { beforeEach, describe, expect, test } from '@jest/globals';
import { writeArtefact } from '../../../core/artefact.ts';
import { type Dataset, dataset as datasetSchema } from '../../../core/contract/dataset.ts';
import { writeExample } from '../../../core/contract/example-row.ts';
import { datasetKey } from '../../../core/contract/keys.ts';
import { type ErrorName, LabelsmithError } from '../../../core/errors.ts';
import { reachVerdict } from '../../../core/evaluation/gate/verdict.ts';
import { findOpponent } from '../../../core/evaluation/opponent.ts';
import type { PredictionHost } from '../../../core/prediction/prediction-host.ts';
import { promote } from '../../../core/registry/champion.ts';
import { registerVersion } from '../../../core/registry/versions.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { asJsonLines } from '../../support/labelled-texts.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';
import { recordRun } from '../../support/run-with-job.ts';

const SINCE = '2026-11-22T10:00:00.000Z';
const clock = () => new Date(SINCE);
const labels = ['baseball', 'hockey'].map((label) => ({ label, answer: label, train: 1, validation: 1 }));
const dataset: Dataset = {
  schema: 'labelsmith.dataset.v1',
  dataset: 'd'.repeat(32),
  format: 'chat',
  labels: labels.map((entry) => ({ ...entry, train: entry.label === 'hockey' ? 7 : 3 })),
  train: { rows: 10, bytes: 1 },
  validation: { rows: 2, bytes: 1 },
};
const heldOut = [
  { row: 0, text: 'the goalie', expected: 'hockey' },
  { row: 1, text: 'the umpire', expected: 'baseball' },
];
const scored = heldOut.map(({ row, expected }) => ({
  row,
  expected,
  label: expected,
  probabilities: null,
  seconds: 0,
}));
const INPUT = { run: 'run-2', classifier: 'sports' };
const judged = { dataset, heldOut, scored };

/** Says hockey to everything, and is 80% sure of it. */
const hockeyFan: PredictionHost = {
  answer: async () => ({
    token: 'hockey',
    alternatives: [
      { token: 'hockey', logprob: Math.log(0.8) },
      { token: 'baseball', logprob: Math.log(0.2) },
    ],
  }),
};
const refusing = (name: ErrorName): PredictionHost => ({
  answer: async () => {
    throw new LabelsmithError(name, 'no', '');
  },
});

let store: MemoryStore;
const contextOf = (host: PredictionHost) => ({
  store,
  clock,
  deadline: new Date('2026-11-22T10:10:00Z'),
  providers: plannedProviders({}, host),
});
const putIntoService = async (changes: Parameters<typeof candidateVersion>[1] = {}) => {
  const { version } = await registerVersion(store, candidateVersion('run-1', { dataset: dataset.dataset, ...changes }));
  await promote({ store, clock }, { classifier: 'sports', by: 'a test', reason: 'because', version });
};
beforeEach(async () => {
  store = new MemoryStore();
  await recordRun({ store, clock }, INPUT.run);
});

describe('whom a candidate has to beat', () => {
  test('is always answering the most frequent label, while nothing serves', async () => {
    const found = await findOpponent(contextOf(hockeyFan), INPUT, judged, { nearDuplicates: 0.8 });
    expect(found).toMatchObject({
      opponent: { kind: 'majority', name: 'always answering the most frequent label' },
      champion: null,
      comparison: null,
      serving: null,
    });
    expect([...found.opponent.answers.values()]).toEqual(['hockey', 'hockey']);
  });

  test('is the version that serves, with the temperature that it is served with', async () => {
    const error = { expectedCalibrationError: 0, calibrationInterval: [0, 0] as [number, number] };
    await putIntoService({ calibration: { temperature: 2, from: 'held-out', answers: 20, ...error } });
    const found = await findOpponent(contextOf(hockeyFan), INPUT, judged, { nearDuplicates: 0.8 });
    expect(found).toMatchObject({
      opponent: { kind: 'champion', name: 'version 1' },
      comparison: { examples: 2, trainedOn: 0, candidate: { accuracy: 1 } },
      serving: { version: 1, since: SINCE },
    });
    expect(found.champion?.metrics.accuracy).toBe(0.5);
    // Odds of 4 to 1 become their root.
    const { confidence } = found.champion?.metrics.reliability?.[0] ?? {};
    expect(confidence).toBeCloseTo(2 / 3, 12);
  });

  test('is judged by what it would answer, also where it is too unsure to', async () => {
    const thresholds = [
      {
        label: null,
        answers: 1,
        reached: null,
        best: { confidence: 0.9, answers: 1, coverage: 1, precision: 1, proved: 0 },
      },
    ];
    await putIntoService({
      abstention: { precision: 0.99, per: 'overall', from: 'held-out', thresholds, sentences: [] },
    });
    const found = await findOpponent(contextOf(hockeyFan), INPUT, judged, { nearDuplicates: 0.8 });
    expect([...found.opponent.answers.values()]).toEqual(['hockey', 'hockey']);
  });

  test('may have learnt some of the rows where nobody can tell any more, and the verdict will say so', async () => {
    await putIntoService({ dataset: 'e'.repeat(32) });
    const found = await findOpponent(contextOf(hockeyFan), INPUT, judged, { nearDuplicates: 0.8 });
    expect(found.comparison).toMatchObject({ examples: 2, trainedOn: null });
    expect(found.opponent.name).toMatch(/^version 1, whose dataset is gone/);
  });

  test.each([
    [['baseball', 'Hockey'], "knows only one of the candidate's labels"],
    [['Baseball', 'Hockey'], "knows none of the candidate's labels"],
  ])('is not compared where it knows %j, and a person decides', async (names, why) => {
    const theirs = names.map((label) => ({ label, answer: label.toLowerCase(), train: 1, validation: 1 }));
    await putIntoService({ labels: theirs });
    const found = await findOpponent(contextOf(hockeyFan), INPUT, judged, { nearDuplicates: 0.8 });
    const verdict = reachVerdict(found.candidate, found.opponent, {
      judging: { minExamples: 1 },
      promotion: 'automatic',
    });
    expect(verdict).toMatchObject({ promote: false, gain: null });
    expect(verdict.sentence).toBe(
      `not comparable with version 1, which ${why}, since no held-out example suits both: a person decides`,
    );
  });

  test('is compared without what is nearly the same as what it learnt, as far as the plan asks', async () => {
    const id = 'e'.repeat(32);
    const text = 'the goalie of the home team met the puck twice in the last minute before the break';
    const lines = [writeExample('chat', `${text} yesterday`, 'hockey')];
    await store.write(datasetKey(id, 'train.jsonl'), asJsonLines(lines));
    await writeArtefact(store, datasetKey(id, 'dataset.json'), datasetSchema, { ...dataset, dataset: id });
    await putIntoService({ dataset: id });
    const near = { ...judged, heldOut: heldOut.map((one) => (one.row === 0 ? { ...one, text } : one)) };
    const comparedOn = async (nearDuplicates: number | null) =>
      (await findOpponent(contextOf(hockeyFan), INPUT, near, { nearDuplicates })).comparison;
    expect(await comparedOn(0.8)).toMatchObject({ examples: 1, trainedOn: 0, nearlyTrainedOn: 1 });
    expect(await comparedOn(null)).toMatchObject({ examples: 2, trainedOn: 0, nearlyTrainedOn: 0 });
  });

  test.each([
    ['its provider no longer serves', 'ProviderRefused'],
    ['nobody has a key for any more', 'KeyRefused'],
  ] as const)('is not a version that %s', async (_name, error) => {
    await putIntoService();
    expect(await findOpponent(contextOf(refusing(error)), INPUT, judged, { nearDuplicates: 0.8 })).toMatchObject({
      opponent: {
        kind: 'majority',
        name: 'always answering the most frequent label, since version 1 no longer answers',
      },
      champion: null,
      serving: { version: 1, since: SINCE },
    });
  });

  test('stays the version that serves where its provider refuses one text: that one is not answered', async () => {
    await putIntoService();
    const filtering: PredictionHost = {
      answer: (request) => (request.text === 'the umpire' ? refusing('ProviderRefused') : hockeyFan).answer(request),
    };
    const found = await findOpponent(contextOf(filtering), INPUT, judged, { nearDuplicates: 0.8 });
    expect(found).toMatchObject({
      opponent: { kind: 'champion', name: 'version 1' },
      serving: { version: 1, since: SINCE },
    });
    expect([...found.opponent.answers]).toEqual([
      [0, 'hockey'],
      [1, null],
    ]);
    expect(found.champion?.metrics).toMatchObject({ accuracy: 0.5, logLoss: expect.any(Number) });
  });

  test.each(['ProviderUnavailable', 'StoreUnavailable'] as const)(
    'stays the version that serves where its answers end in %s: a passing fault makes nobody pass',
    async (error) => {
      await putIntoService();
      const found = findOpponent(contextOf(refusing(error)), INPUT, judged, { nearDuplicates: 0.8 });
      await expect(found).rejects.toMatchObject({ name: error });
    },
  );
});
