import { beforeEach, describe, expect, test } from '@jest/globals';
import { requireArtefact } from '../../../core/artefact.ts';
import { servedTally } from '../../../core/contract/drift.ts';
import { servedPrefix } from '../../../core/contract/keys.ts';
import { createAnswerTally } from '../../../core/drift/tally-answers.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { servedPrediction } from '../../support/served-prediction.ts';

let now: Date;
let store: MemoryStore;
let ids: number;
beforeEach(() => {
  now = new Date('2026-11-25T23:59:30Z');
  store = new MemoryStore();
  ids = 0;
});
const tallyTo = (to: Pick<MemoryStore, 'write'> = store) =>
  createAnswerTally(
    to,
    () => now,
    () => `id-${++ids}`,
  );
const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};

describe('what is served', () => {
  test('is written when there is as much of it as was written before: of what is lost, more was written', async () => {
    const tally = tallyTo();
    const written: number[] = [];
    for (let answer = 1; answer <= 1_000; answer += 1) {
      tally.count(servedPrediction());
      const before = store.keys().length;
      await tally.writeWhenDue();
      if (store.keys().length > before) written.push(answer);
    }
    expect(written).toEqual([20, 40, 80, 160, 320, 640]);
  });

  test('is written after a write that it came too late for, and that one is not begun twice', async () => {
    const writing = Promise.withResolvers<void>();
    let writes = 0;
    const tally = tallyTo({
      write: async (key, body) => {
        writes += 1;
        await writing.promise;
        return store.write(key, body);
      },
    });
    const countMany = () => {
      for (let answer = 0; answer < 30; answer += 1) tally.count(servedPrediction());
    };
    countMany();
    const first = tally.writeWhenDue();
    countMany();
    await tally.writeWhenDue();
    expect(writes).toBe(1);
    writing.resolve();
    await first;
    expect([writes, store.keys().length]).toEqual([2, 2]);
  });

  test('is counted by version and label, and written a minute after the first answer, under the day of that', async () => {
    const tally = tallyTo();
    tally.count(servedPrediction());
    tally.count(servedPrediction({ confidence: 1 }));
    tally.count(servedPrediction({ label: null, guess: 'baseball', confidence: 0.52, abstained: true }));
    tally.count(servedPrediction({ label: null, confidence: null, abstained: true }));
    tally.count(servedPrediction({ degraded: true }));
    tally.count(servedPrediction({ version: 2, label: 'baseball' }));
    tally.countWords(servedPrediction(), { words: 10, unseen: 3 });
    later(59);
    await tally.writeWhenDue();
    expect(store.keys()).toEqual([]);
    later(1);
    await tally.writeWhenDue();
    expect(store.keys()).toEqual(['served/sports/2026-11-25/id-1.json']);
    const written = await requireArtefact(store, 'served/sports/2026-11-25/id-1.json', servedTally);
    expect(written.versions).toEqual([
      {
        version: 1,
        answers: 4,
        abstentions: 2,
        labels: [
          { label: 'hockey', answers: 2 },
          { label: 'baseball', answers: 1 },
        ],
        confidences: [...Array(10).fill(0), 1, ...Array(8).fill(0), 2],
        words: { words: 10, unseen: 3 },
      },
      expect.objectContaining({ version: 2, answers: 1, words: null }),
    ]);
  });

  test('is written once, and then counted anew', async () => {
    const tally = tallyTo();
    tally.count(servedPrediction());
    later(60);
    await tally.writeWhenDue();
    later(600);
    await tally.writeWhenDue();
    tally.count(servedPrediction());
    await tally.writeWhenDue();
    expect(store.keys(servedPrefix('sports'))).toHaveLength(1);
    later(60);
    await tally.writeWhenDue();
    expect(store.keys(servedPrefix('sports'))).toHaveLength(2);
  });

  test('is kept when it cannot be written, and written under the same key the next time', async () => {
    const tried: string[] = [];
    let isAway = true;
    const tally = tallyTo({
      write: async (key, body) => {
        tried.push(key);
        if (isAway) throw new Error('away');
        return store.write(key, body);
      },
    });
    tally.count(servedPrediction());
    later(60);
    await expect(tally.writeWhenDue()).rejects.toThrow('away');
    isAway = false;
    tally.count(servedPrediction({ classifier: 'mail' }));
    later(60);
    await tally.writeWhenDue();
    expect(tried[0]).toBe(tried[1]);
    expect(store.keys().map((key) => key.split('/')[1])).toEqual(['mail', 'sports']);
  });
});
