import { beforeEach, describe, expect, test } from '@jest/globals';
import { historyPrefix } from '../../../core/contract/keys.ts';
import { startCanary } from '../../../core/registry/canary.ts';
import { promote, rollBack } from '../../../core/registry/champion.ts';
import { championAt } from '../../../core/registry/champion-at.ts';
import { deleteVersion } from '../../../core/registry/delete-version.ts';
import { readHistory } from '../../../core/registry/history.ts';
import { registerVersion } from '../../../core/registry/versions.ts';
import type { Store } from '../../../core/store.ts';
import { MortalStore } from '../../engine/mortal-store.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';

const START = Date.parse('2026-11-26T08:00:00Z');
const providers = plannedProviders(
  { deleteModel: async () => undefined },
  { answer: async () => ({ token: 'hockey', alternatives: null }) },
);

let store: MemoryStore;
let minutes: number;
const clock = () => new Date(START + 60_000 * minutes);
const context = (over: Store = store) => ({ store: over, clock, providers });
const by = (who: string) => ({ classifier: 'sports', by: who, reason: `${who} wanted it` });
const at = (minute: number) => new Date(START + 60_000 * minute);

beforeEach(async () => {
  store = new MemoryStore();
  minutes = 0;
  for (const run of ['run-1', 'run-2', 'run-3']) await registerVersion(store, candidateVersion(run));
});

const toldBy = async () =>
  (await readHistory(store, 'sports')).map(({ action, version, previousVersion, by: who }) =>
    [who, action, version, 'after', previousVersion].join(' '),
  );

describe('the history', () => {
  const changes = {
    promotion: (over: Store) => promote(context(over), { ...by('Ann'), version: 2 }),
    rollback: (over: Store) => rollBack(context(over), by('Ann')),
  };
  const moments = Object.keys(changes).flatMap((name) =>
    Array.from({ length: 6 }, (_, calls) => [name as keyof typeof changes, calls] as const),
  );

  test.each(moments)('of a %s that crashed after %i writes is true, whoever comes next', async (name, calls) => {
    await promote(context(), { ...by('Eve'), version: 3 });
    minutes += 1;
    await promote(context(), { ...by('Eve'), version: 1 });
    minutes += 1;
    let writes = 0;
    const mortal = new MortalStore(store, () => ++writes > calls);
    const changing = changes[name](mortal);
    await Promise.race([changing, mortal.died]);
    const present = await championAt(store, 'sports', at(60));
    minutes += 1;
    await deleteVersion(context(), { ...by('Bob'), version: present?.change.version === 3 ? 2 : 3 });
    const other = present?.change.version === 1 ? 2 : 1;
    await promote(context(), { ...by('Cid'), version: present?.change.version === 2 ? 1 : other });

    const told = (await toldBy()).filter((entry) => !entry.startsWith('Bob'));
    const arrived = present?.change.by === 'Ann';
    expect(told.filter((entry) => entry.startsWith('Ann'))).toHaveLength(arrived ? 1 : 0);
    // Each entry goes on from the version that the one before it put into service.
    const found = (await readHistory(store, 'sports')).filter(({ action }) => action !== 'deleted');
    expect(found.map(({ previousVersion }) => previousVersion)).toEqual([
      null,
      ...found.slice(0, -1).map(({ version }) => version),
    ]);
  });

  test('tells of a promotion that crashed before its entry was written, which it is once that is repeated', async () => {
    const mortal = new MortalStore(store, (key) => key.includes('/history/'));
    void promote(context(mortal), { ...by('Ann'), version: 1 });
    await mortal.died;
    expect(store.keys(historyPrefix('sports'))).toEqual([]);
    expect(await toldBy()).toEqual(['Ann promoted 1 after ']);
    await promote(context(), { ...by('Bob'), version: 1 });
    expect(store.keys(historyPrefix('sports'))).toHaveLength(1);
    expect(await toldBy()).toEqual(['Ann promoted 1 after ']);
  });

  test('tells of a canary that crashed before its entry was written, in its place among the others', async () => {
    await promote(context(), { ...by('Ann'), version: 1 });
    minutes += 1;
    const mortal = new MortalStore(store, (key) => key.includes(`/history/${clock().toISOString()}`));
    void startCanary(context(mortal), { ...by('Bob'), version: 2, share: 0.1 });
    await mortal.died;
    minutes += 1;
    await deleteVersion(context(), { ...by('Cid'), version: 3 });
    expect(await toldBy()).toEqual(['Ann promoted 1 after ', 'Bob canary-started 2 after ', 'Cid deleted 3 after ']);
  });

  test('is in the order of the changes, though the clock of one machine is behind', async () => {
    minutes = 10;
    await promote(context(), { ...by('Ann'), version: 1 });
    minutes = 5;
    await promote(context(), { ...by('Bob'), version: 2 });
    expect(await toldBy()).toEqual(['Ann promoted 1 after ', 'Bob promoted 2 after 1']);
  });
});

describe('the version that was in service', () => {
  beforeEach(async () => {
    for (const [minute, version] of [
      [10, 1],
      [20, 2],
    ] as const) {
      minutes = minute;
      await promote(context(), { ...by('Ann'), version });
    }
    minutes = 30;
    await rollBack(context(), by('Bob'));
    await deleteVersion(context(), { ...by('Cid'), version: 3 });
  });

  test.each([
    ['before the first one came', 9, undefined, undefined],
    ['from the moment on that it came', 10, 1, 20],
    ['up to the next one', 19, 1, 20],
    ['when the next one came', 20, 2, 30],
    ['after a rollback', 31, 1, null],
  ])('%s', async (_, minute, version, until) => {
    const found = await championAt(store, 'sports', at(minute));
    expect(found?.change.version).toBe(version);
    const end = until === undefined || until === null ? until : at(until).toISOString();
    expect(found?.until).toBe(end);
  });

  test('is told by the pointer where the last entry of the history is missing', async () => {
    minutes = 40;
    const mortal = new MortalStore(store, (key) => key.includes(at(40).toISOString()));
    void promote(context(mortal), { ...by('Ann'), version: 2 });
    await mortal.died;
    expect(await championAt(store, 'sports', at(41))).toMatchObject({ change: { version: 2, by: 'Ann' }, until: null });
    expect(await championAt(store, 'sports', at(39))).toMatchObject({ change: { version: 1, by: 'Bob' } });
  });
});
