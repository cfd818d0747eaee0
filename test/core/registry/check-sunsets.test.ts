import { beforeEach, describe, expect, test } from '@jest/globals';
import { sunsetKey } from '../../../core/contract/keys.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import { promote } from '../../../core/registry/champion.ts';
import { checkSunsets, readSunset } from '../../../core/registry/check-sunsets.ts';
import { type NewVersion, registerVersion } from '../../../core/registry/versions.ts';
import { metricsOf } from '../../../functions/check-sunsets/sunset-metrics.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';

const clock = () => new Date('2026-11-22T10:00:00Z');

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore();
});

/** Puts a first version of a classifier into service. */
async function serve(classifier: string, changes: Partial<NewVersion> = {}): Promise<void> {
  const version = { classifier, provider: 'openai', baseModel: 'm-1', ...changes } as const;
  await registerVersion(store, candidateVersion(`${classifier}-run`, version));
  await promote({ store, clock }, { classifier, version: 1, by: 'a test', reason: 'because' });
}

const refused = async (): Promise<never> => {
  throw new LabelsmithError('ProviderRefused', 'no such model', '');
};
const away = async (): Promise<never> => {
  throw new LabelsmithError('ProviderUnavailable', 'away', '');
};
const answers = async () => ({ token: 'hockey', alternatives: null });
const goingOn = async (date: string | null) => ({ shutdownDate: date });

const check = (model: (id: string) => Promise<{ shutdownDate: string | null } | undefined>, answer = answers) =>
  checkSunsets({ store, clock, providers: plannedProviders({ model }, { answer }) });

describe('a version in service', () => {
  test.each([
    ['with no date is fine', null, 'fine', null],
    ['with a date 90 days away is fine', '2027-02-21', 'fine', 90],
    ['is a warning when 89 days are left', '2027-02-20', 'warning', 89],
    ['is a warning when 30 days are left', '2026-12-23', 'warning', 30],
    ['is an alarm when 29 days are left', '2026-12-22', 'alarm', 29],
    ['is an alarm when the day is over', '2026-11-20', 'alarm', -3],
  ])('%s', async (_, date, level, daysLeft) => {
    await serve('sports');
    const { found } = await check((id) => goingOn(id === 'm-1' ? date : null));
    expect(found).toMatchObject([{ level, daysLeft, shutdownDate: date, answers: true }]);
    expect(await readSunset(store, 'sports', 1)).toEqual(found[0]);
  });

  test('goes by the tuned model where that one ends first', async () => {
    await serve('sports', { model: 'ft:m-1:x' });
    const dates: Readonly<Record<string, string>> = { 'm-1': '2027-09-01', 'ft:m-1:x': '2026-12-01' };
    expect((await check((id) => goingOn(dates[id] ?? null))).found).toMatchObject([{ shutdownDate: '2026-12-01' }]);
  });

  test('goes by the list of prices where the host says nothing', async () => {
    await serve('sports', { baseModel: 'gpt-4.1-mini-2025-04-14' });
    expect((await check(away)).found).toMatchObject([{ shutdownDate: '2027-01-14', level: 'warning' }]);
  });

  test('that does not answer is an alarm, and one whose host is away is not', async () => {
    await serve('sports');
    expect((await check(() => goingOn(null), refused)).found).toMatchObject([{ answers: false, level: 'alarm' }]);
    expect((await check(() => goingOn(null), away)).found).toMatchObject([{ answers: null, level: 'fine' }]);
  });

  test('whose key the stack no longer has is an alarm, by the dates that are known without one', async () => {
    await serve('sports', { baseModel: 'gpt-4.1-mini-2025-04-14' });
    const withoutKey = async () => {
      throw new LabelsmithError('InvalidSettings', 'provider is openai, but the stack has no API key of it', '');
    };
    const providers = { ...plannedProviders({}, { answer: refused }), training: withoutKey };
    const { found, failures } = await checkSunsets({ store, clock, providers });
    expect([found, failures]).toMatchObject([[{ answers: false, shutdownDate: '2027-01-14', level: 'alarm' }], []]);
  });

  test('names the command that trains it elsewhere, without the settings that fit the other provider alone', async () => {
    await serve('sports');
    expect((await check(() => goingOn('2026-12-01'))).found[0]?.command).toBe(
      'labelsmith settings sports provider=embedded baseModel= baseUrl= && labelsmith rerun sports-run',
    );
  });

  test('that cannot be looked at does not keep the others from it', async () => {
    await serve('arts');
    await serve('sports');
    await store.write('classifiers/arts/versions/1.json', 'broken');
    const { found, failures } = await check(() => goingOn(null));
    expect(found).toMatchObject([{ classifier: 'sports' }]);
    expect(failures).toMatchObject([{ classifier: 'arts', error: { name: 'BrokenArtefact' } }]);
  });

  test('is not told what was found of the one before', async () => {
    await serve('sports');
    await check(() => goingOn('2026-12-01'));
    expect(await readSunset(store, 'sports', 2)).toBeUndefined();
    expect(store.keys()).toContain(sunsetKey('sports'));
  });
});

test('what was found becomes metrics, and what nobody could tell does not', async () => {
  await serve('sports');
  const [sunset] = (await check(() => goingOn('2026-12-01'), away)).found;
  const metrics = sunset ? metricsOf(sunset) : [];
  expect(metrics.map(({ name, value }) => [name, value])).toEqual([['DaysUntilShutdown', 8]]);
});
