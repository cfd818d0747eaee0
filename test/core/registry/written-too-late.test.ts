import { beforeEach, describe, expect, test } from '@jest/globals';
import { writeArtefact } from '../../../core/artefact.ts';
import { servedTally } from '../../../core/contract/drift.ts';
import { servedKey, settingsKey } from '../../../core/contract/keys.ts';
import { settings } from '../../../core/contract/settings.ts';
import { countConfidences } from '../../../core/drift/confidence-class.ts';
import { reportDrift } from '../../../core/drift/report-drift.ts';
import { storeFeedback } from '../../../core/feedback/store-feedback.ts';
import { checkSunsets } from '../../../core/registry/check-sunsets.ts';
import { readSettings, writeSettings } from '../../../core/registry/classifier-settings.ts';
import { deleteClassifier } from '../../../core/registry/delete-classifier.ts';
import { markDeletion } from '../../../core/registry/deletion-mark.ts';
import type { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';
import { change, clock, type TwoClassifiers, twoClassifiers } from '../../support/two-classifiers.ts';

let two: TwoClassifiers;
beforeEach(async () => {
  two = await twoClassifiers();
});

/** The store, where something happens right before the first write of `sports`. */
function interrupted(store: MemoryStore, happens: () => Promise<unknown>): MemoryStore {
  let isFirst = true;
  return new Proxy(store, {
    get(_store, name) {
      const part: unknown = Reflect.get(store, name);
      if (typeof part !== 'function') return part;
      if (name !== 'write') return part.bind(store);
      return async (key: string, ...more: unknown[]) => {
        if (isFirst && key.startsWith('classifiers/sports/')) {
          isFirst = false;
          await happens();
        }
        return part.call(store, key, ...more);
      };
    },
  });
}

const feedback = (store: MemoryStore) =>
  storeFeedback({ store, clock }, 'sports', { text: 'a bat', label: 'baseball' });
const sunsets = (store: MemoryStore) => {
  const model = async () => ({ shutdownDate: null });
  const answer = async () => ({ token: 'hockey', alternatives: null });
  return checkSunsets({ store, clock, providers: plannedProviders({ model }, { answer }) });
};
async function drift(store: MemoryStore) {
  const counts = { version: 1, model: 'model-of-sports-1', answers: 1, abstentions: 0, words: null };
  await writeArtefact(two.store, servedKey('sports', '2026-11-21', 'x'), servedTally, {
    schema: 'labelsmith.served.v1',
    classifier: 'sports',
    since: '2026-11-21T10:00:00Z',
    until: '2026-11-21T10:01:00Z',
    versions: [{ ...counts, labels: [{ label: 'hockey', answers: 1 }], confidences: countConfidences([0.9]) }],
  });
  return reportDrift({ store, clock });
}
const newSettings = (store: MemoryStore) => writeSettings(store, 'sports', settings.parse({ seed: 7 }));

describe('what is written of a classifier after it was looked at and before it was written', () => {
  test.each([
    ['feedback', feedback],
    ['what is found out about its version in service', sunsets],
    ['the report of a day', drift],
  ])('does not stay when it was deleted meanwhile: %s', async (_, write) => {
    let isDeleted = false;
    const store = interrupted(two.store, async () => {
      await deleteClassifier(two.context(), change);
      isDeleted = true;
    });
    await write(store).catch((error: unknown) => expect(error).toMatchObject({ name: 'NotFound' }));
    expect([isDeleted, two.sportsKeys()]).toEqual([true, []]);
  });

  test.each([
    ['feedback', feedback],
    ['what is found out about its version in service', sunsets],
    ['the report of a day', drift],
    ['settings', newSettings],
  ])('does not stay when its deletion has begun meanwhile: %s', async (_, write) => {
    let before: string[] = [];
    const store = interrupted(two.store, async () => {
      await markDeletion(two.context(), change);
      before = two.sportsKeys();
    });
    await write(store).catch((error: unknown) => expect(error).toMatchObject({ name: 'Conflict' }));
    expect(before).toContain('classifiers/sports/deletion.json');
    // Settings that replaced others leave none: the others were about to be removed.
    const isReplaced = (key: string) => write === newSettings && key === settingsKey('sports');
    expect(two.sportsKeys()).toEqual(before.filter((key) => !isReplaced(key)));
  });

  test('is no failure of the look or of the report', async () => {
    const deleting = () => interrupted(two.store, () => markDeletion(two.context(), change));
    const seen = await sunsets(deleting());
    expect([seen.found.map(({ classifier }) => classifier), seen.failures]).toEqual([['sports-news'], []]);
    expect(await drift(deleting())).toEqual({ reports: [], failures: [] });
  });

  test('begins a new classifier after the deletion where it may come first, as settings may', async () => {
    await newSettings(interrupted(two.store, () => deleteClassifier(two.context(), change)));
    expect(two.sportsKeys()).toEqual(['classifiers/sports/settings.json']);
    expect(await readSettings(two.store, 'sports')).toMatchObject({ seed: 7 });
  });
});
