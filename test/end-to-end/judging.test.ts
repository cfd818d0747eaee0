import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { labelledTexts } from '../support/labelled-texts.ts';
import { type LocalLabelsmith, startLabelsmith } from '../support/local-labelsmith.ts';

let labelsmith: LocalLabelsmith;
beforeAll(async () => {
  labelsmith = await startLabelsmith();
});
afterAll(() => labelsmith.stop());

type Row = ReturnType<typeof labelledTexts>[number];
const other = (label: string) => (label === 'hockey' ? 'baseball' : 'hockey');
const withLabels = (rows: readonly Row[], isWrong: (index: number) => boolean): Row[] =>
  rows.map((row, index) => (isWrong(index) ? { ...row, label: other(row.label) } : row));

const LEARNT = labelledTexts(200);
/** A fifth of the notes have the wrong label, always those with the same words. */
const SOMEWHAT_WRONG = withLabels(LEARNT, (index) => Math.floor(index / 2) % 10 < 2);
const SHUFFLED = withLabels(LEARNT, (index) => (index * 7) % 11 < 5);
/** The user's own test set: the same in every file, and always right. */
const HELD_OUT = labelledTexts(50, 1000);

/** A file that says of each row whether it is to be learnt from. */
const fileOf = (learnt: readonly Row[], test: readonly Row[] = HELD_OUT) =>
  `text,label,split\n${[
    ...learnt.map((row) => ({ ...row, side: 'train' })),
    ...test.map((row) => ({ ...row, side: 'test' })),
  ]
    .map(({ text, label, side }) => `"${text}",${label},${side}`)
    .join('\n')}\n`;

async function train(classifier: string, file: string) {
  const key = `uploads/${classifier}/${Math.random()}.csv`;
  await labelsmith.put(key, file);
  const run = await labelsmith.ended((await labelsmith.runWhere(classifier, ({ source }) => source.key === key)).run);
  const evaluation = await labelsmith.api.evaluation(run.run);
  return { run, evaluation };
}

describe('a candidate', () => {
  test('that learnt from shuffled labels is not promoted, and why is one sentence; a better one is promoted', async () => {
    const first = await train('sports', fileOf(SOMEWHAT_WRONG));
    expect(first.run).toMatchObject({ version: 1, promoted: true });

    const worse = await train('sports', fileOf(SHUFFLED));
    expect(worse.run).toMatchObject({ version: 2, promoted: false });
    expect(worse.run.verdict).toMatch(
      /^worse than version 1 by \d+\.\d points \(95% interval -\d+\.\d to -\d+\.\d\) on 100 examples.*: not promoted$/,
    );
    expect((await labelsmith.api.versions('sports')).champion?.version).toBe(1);

    const better = await train('sports', fileOf(LEARNT));
    expect(better.run).toMatchObject({ version: 3, promoted: true });
    expect(better.run.verdict).toMatch(
      /^better than version 1 by \d+\.\d points \(95% interval \d+\.\d to \d+\.\d\) on 100 examples: promoted$/,
    );
    expect(better.evaluation?.comparison).toMatchObject({ examples: 100, trainedOn: 0, unknownLabel: 0 });
    expect((await labelsmith.api.versions('sports')).champion?.version).toBe(3);
  });

  test('is not held to rows that the champion was trained on', async () => {
    const first = await train('learnt', fileOf(LEARNT));
    // One that is nearly the same as a held-out one was left out of its training, and may be compared on.
    const removed = (await labelsmith.api.preparation(first.run.run))?.removed ?? {};
    const learnt = 60 - Object.values(removed).flatMap((rows) => rows.filter((row) => row < 60)).length;
    const rows = [...HELD_OUT.slice(0, 40), ...LEARNT.slice(0, 60)];
    const { run, evaluation } = await train('learnt', fileOf(LEARNT.slice(60), rows));
    expect(evaluation?.comparison).toMatchObject({ examples: 100 - learnt, trainedOn: learnt });
    expect(learnt).toBeGreaterThan(50);
    expect(run.verdict).toContain(` on ${100 - learnt} examples: promoted`);
  });

  test('that is the first one, with too few examples held out, is kept for a person to decide on', async () => {
    const { run } = await train('few', fileOf(LEARNT, HELD_OUT.slice(0, 6)));
    expect(run).toMatchObject({
      status: 'succeeded',
      version: 1,
      promoted: false,
      verdict:
        'not comparable with always answering the most frequent label, since only 6 of the 10 examples that are needed are held out: a person decides',
    });
    expect(await labelsmith.api.promote('few', 1)).toMatchObject({ version: 1 });
    expect((await labelsmith.api.classify('few', ['the goalie met the puck']))[0]).toMatchObject({ label: 'hockey' });
  });

  test('leaves what its answers can be compared with day by day: counts, of what it had not learnt', async () => {
    const { run, evaluation } = await train('profiled', fileOf(LEARNT));
    const profile = evaluation?.profile;
    const sum = (counts: readonly number[] = []) => counts.reduce((total, count) => total + count, 0);
    expect(profile?.labels.map(({ label }) => label).sort()).toEqual(['baseball', 'hockey']);
    expect(sum(profile?.labels.map(({ examples }) => examples))).toBe(run.examples?.train);
    expect(sum(profile?.confidences ?? [])).toBe(run.examples?.train);
    expect(profile?.words?.words).toBeGreaterThan(evaluation?.candidate.examples ?? 0);
    expect(profile?.words?.unseen).toBeLessThan((profile?.words?.words ?? 0) / 4);
  });

  test('abstains from what it is less sure of than what the precision is proved for', async () => {
    await labelsmith.request('PUT', '/v1/classifiers/careful/settings', { abstain: { precision: 0.9 } });
    const { run, evaluation } = await train('careful', fileOf(LEARNT));
    // The engine tells what it answered out of fold: many more answers than were held out, and calibrated already.
    expect(evaluation?.calibration).toMatchObject({
      temperature: 1,
      from: 'out-of-fold',
      answers: run.examples?.train,
    });
    expect(evaluation?.abstention).toMatchObject({ from: 'out-of-fold', thresholds: [{ label: null }] });
    expect(evaluation?.abstention?.thresholds[0]?.reached?.proved).toBeGreaterThanOrEqual(0.9);
    expect(evaluation?.abstention?.sentences[0]).toMatch(
      /^a precision of 90\.0% is proved from a confidence of 0\.\d+ on/,
    );
    expect((await labelsmith.api.versions('careful')).versions[0]).toMatchObject({
      run: run.run,
      calibration: evaluation?.calibration,
      abstention: evaluation?.abstention,
      profile: evaluation?.profile,
    });
    const [sure, unsure] = await labelsmith.api.classify('careful', [
      'the goalie and the puck met',
      'goalie or umpire?',
    ]);
    expect(sure).toMatchObject({ label: 'hockey', abstained: false });
    expect(unsure).toMatchObject({ label: null, abstained: true, abstainedBecause: 'low-confidence' });
    expect(['hockey', 'baseball']).toContain(unsure?.guess);
  });
});
