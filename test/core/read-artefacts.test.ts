import { beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { READS_AT_ONCE, readArtefacts } from '../../core/read-artefacts.ts';
import { MemoryStore } from '../support/memory-store.ts';

const thing = z.object({ number: z.int() });
const keyOf = (number: number) => `things/${number}.json`;
const numbers = Array.from({ length: 5 * READS_AT_ONCE }, (_, place) => place);

describe('many artefacts', () => {
  let store: MemoryStore;
  beforeEach(async () => {
    store = new MemoryStore();
    for (const number of numbers) await store.write(keyOf(number), JSON.stringify({ number }));
  });

  test('come in the order of their keys as given, without those that are gone', async () => {
    await store.remove(keyOf(3));
    const wanted = [7, 3, 1, ...numbers.slice(10).reverse()];
    const found = await readArtefacts(store, wanted.map(keyOf), thing);
    expect(found.map(({ number }) => number)).toEqual(wanted.filter((number) => number !== 3));
  });

  test('are read several at a time, and never more than that', async () => {
    let [underWay, most] = [0, 0];
    const read = async (key: string) => {
      underWay += 1;
      most = Math.max(most, underWay);
      const found = await store.read(key);
      underWay -= 1;
      return found;
    };
    await readArtefacts({ head: (key) => store.head(key), read }, numbers.map(keyOf), thing);
    expect(most).toBe(READS_AT_ONCE);
  });

  test('are refused by the key of one that is damaged', async () => {
    await store.write(keyOf(20), '{"number":');
    await expect(readArtefacts(store, numbers.map(keyOf), thing)).rejects.toMatchObject({
      name: 'BrokenArtefact',
      message: expect.stringContaining(keyOf(20)),
    });
  });
});
