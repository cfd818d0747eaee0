import { beforeEach, describe, expect, test } from '@jest/globals';
import { writeArtefact } from '../../../core/artefact.ts';
import { type ServedCounts, servedTally, type TrainingProfile } from '../../../core/contract/drift.ts';
import { driftKey, SERVED_PREFIX, servedKey } from '../../../core/contract/keys.ts';
import { countConfidences } from '../../../core/drift/confidence-class.ts';
import { readDrift, reportDrift } from '../../../core/drift/report-drift.ts';
import { registerVersion } from '../../../core/registry/versions.ts';
import { metricsOf } from '../../../functions/report-drift/drift-metrics.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { MemoryStore } from '../../support/memory-store.ts';

const profile: TrainingProfile = {
  labels: [
    { label: 'hockey', examples: 500 },
    { label: 'baseball', examples: 500 },
  ],
  confidences: countConfidences(Array(1_000).fill(0.99)),
  words: null,
};
const clock = () => new Date('2026-11-26T05:00:00Z');

let store: MemoryStore;
let tallies: number;
beforeEach(async () => {
  store = new MemoryStore();
  tallies = 0;
  await registerVersion(store, candidateVersion('sports-1', { profile }));
});

/** What one process counted. */
async function serve(
  day: string,
  labels: Readonly<Record<string, number>>,
  { classifier = 'sports', model = 'model-of-sports-1' as string | null } = {},
): Promise<void> {
  const answers = Object.values(labels).reduce((sum, count) => sum + count, 0);
  const counts: ServedCounts = {
    version: 1,
    model,
    answers,
    abstentions: 0,
    labels: Object.entries(labels).map(([label, count]) => ({ label, answers: count })),
    confidences: countConfidences(Array(answers).fill(0.99)),
    words: null,
  };
  tallies += 1;
  const tally = {
    schema: 'labelsmith.served.v1',
    classifier,
    since: `${day}T10:00:00Z`,
    until: `${day}T10:01:00Z`,
  } as const;
  await writeArtefact(store, servedKey(classifier, day, `t${tallies}`), servedTally, { ...tally, versions: [counts] });
}
const report = () => reportDrift({ store, clock });

describe('the drift report', () => {
  test('adds up what all processes counted on a day, and says in one sentence where it is far from training', async () => {
    await serve('2026-11-25', { hockey: 90 });
    await serve('2026-11-25', { hockey: 80, baseball: 10 });
    const { reports, failures } = await report();
    expect(failures).toEqual([]);
    expect(reports).toMatchObject([
      {
        classifier: 'sports',
        day: '2026-11-25',
        versions: [{ version: 1, answers: 180, labels: [{ label: 'hockey', answers: 170 }, { label: 'baseball' }] }],
      },
    ]);
    const [version] = reports[0]?.versions ?? [];
    expect(version?.warning).toMatch(/labels .*"hockey" 94\.4%, in training 50\.0%/);
    expect(version && metricsOf(version)).toContainEqual({ name: 'DriftWarnings', value: 1 });
    expect(await readDrift(store, 'sports')).toEqual(reports);
  });

  test('is of days that are over, each once, those that were missed as well', async () => {
    for (const day of ['2026-11-23', '2026-11-25', '2026-11-26']) await serve(day, { hockey: 5, baseball: 5 });
    expect((await report()).reports.map(({ day }) => day)).toEqual(['2026-11-23', '2026-11-25']);
    // Yesterday's tallies are kept for another look, today's are not all there yet.
    expect(store.keys(SERVED_PREFIX).map((key) => key.split('/')[2])).toEqual(['2026-11-25', '2026-11-26']);
    expect((await readDrift(store, 'sports')).map(({ day }) => day)).toEqual(['2026-11-25', '2026-11-23']);
  });

  test('leaves a report as it is when a tally of its day comes late', async () => {
    await serve('2026-11-24', { hockey: 5 });
    await report();
    const before = await readDrift(store, 'sports');
    await serve('2026-11-24', { hockey: 1 });
    expect((await report()).reports).toEqual([]);
    expect(await readDrift(store, 'sports')).toEqual(before);
    expect(store.keys(SERVED_PREFIX)).toEqual([]);
  });

  test('takes nothing from a classifier of the same name that was deleted before', async () => {
    await serve('2026-11-25', { hockey: 3 }, { model: 'model-of-the-deleted-one' });
    expect((await report()).reports).toEqual([]);
    await serve('2026-11-25', { hockey: 5 });
    // Counted before models were noted.
    await serve('2026-11-25', { hockey: 7 }, { model: null });
    expect((await report()).reports).toMatchObject([{ versions: [{ answers: 7 }, { answers: 5 }] }]);
  });

  test('says nothing of a classifier that was deleted, and removes what was counted of it', async () => {
    for (const day of ['2026-11-24', '2026-11-25', '2026-11-26'])
      await serve(day, { hockey: 5 }, { classifier: 'gone' });
    expect(await report()).toEqual({ reports: [], failures: [] });
    expect(store.keys(SERVED_PREFIX)).toEqual([]);
    expect(store.keys(driftKey('gone', '2026-11-24'))).toEqual([]);
  });

  test('of one classifier that cannot be made does not keep the others from theirs, and keeps its tallies', async () => {
    await registerVersion(store, candidateVersion('broken-1', { classifier: 'broken' }));
    await store.write(servedKey('broken', '2026-11-24', 'x'), '{');
    await serve('2026-11-25', { hockey: 5 });
    const { reports, failures } = await report();
    expect(reports.map(({ classifier }) => classifier)).toEqual(['sports']);
    expect(failures).toMatchObject([{ classifier: 'broken', error: { name: 'BrokenArtefact' } }]);
    expect(store.keys(`${SERVED_PREFIX}broken/`)).toHaveLength(1);
  });
});
