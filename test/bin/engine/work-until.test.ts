import { describe, expect, test } from '@jest/globals';
import { idlePause, type WorkingEngine, workUntil } from '../../../bin/engine/work-until.ts';

/** An engine that writes down what is asked of it; each call may be answered otherwise. */
function watched(own: Partial<WorkingEngine>): WorkingEngine & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    pendingJobs: async () => [],
    advance: async (id) => asked.push(`advance ${id}`),
    pendingBatches: async () => [],
    advanceBatch: async (id) => asked.push(`advance ${id}`),
    deliverWebhooks: async () => undefined,
    ...own,
  };
}

describe('an engine at work', () => {
  test('gives every job a turn, though one fails, and reports the failure', async () => {
    const stop = new AbortController();
    const faults: unknown[] = [];
    const asked: string[] = [];
    const engine = watched({
      pendingJobs: async () => ['broken', 'whole'],
      async advance(id) {
        asked.push(id);
        if (id === 'broken') throw new Error('why');
      },
    });
    await workUntil(stop.signal, engine, (fault) => {
      faults.push(fault);
      stop.abort();
    });
    expect(asked).toEqual(['broken', 'whole']);
    expect(faults).toMatchObject([{ message: 'why' }]);
  });

  test('delivers webhooks and answers batches while a job takes its time', async () => {
    const stop = new AbortController();
    const done: string[] = [];
    const both = (what: string) => {
      done.push(what);
      if (new Set(done).size === 2) finish();
    };
    let finish: () => void = () => undefined;
    const training = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const engine = watched({
      pendingJobs: async () => ['long'],
      async advance() {
        await training;
        stop.abort();
      },
      pendingBatches: async () => ['batch'],
      advanceBatch: async () => both('batch'),
      deliverWebhooks: async () => both('webhooks'),
    });
    await workUntil(stop.signal, engine, () => undefined);
    expect(new Set(done)).toEqual(new Set(['batch', 'webhooks']));
  });

  test.each([
    ['that read its file for long is trained for as long again', [10_000, 4_000, 4_000, 4_000], 4],
    ['that ended sooner leaves the rest of it to others', [10_000, 4_000, 300], 3],
    ['that had nothing to read has one turn', [1_500], 1],
  ])('a job %s', async (_, turns, expected) => {
    const stop = new AbortController();
    const asked: string[] = [];
    let time = 0;
    const engine = watched({
      pendingJobs: async () => ['one', 'other'],
      async advance(id) {
        time += id === 'one' ? (turns[asked.length] ?? 2_500) : 100;
        if (id === 'other') stop.abort();
        asked.push(id);
      },
    });
    await workUntil(
      stop.signal,
      engine,
      () => undefined,
      () => time,
    );
    expect(asked).toEqual([...Array.from({ length: expected }, () => 'one'), 'other']);
  });

  test('begins nothing once it is told to stop', async () => {
    const engine = watched({ pendingJobs: async () => ['job'], pendingBatches: async () => ['batch'] });
    await workUntil(AbortSignal.abort(), engine, () => undefined);
    expect(engine.asked).toEqual([]);
  });
});

test.each([
  [0, 200],
  [50, 500],
  [10_000, 2_000],
])('after a look for work that took %i ms and found none, an engine rests for %i ms', (took, pause) => {
  expect(idlePause(took)).toBe(pause);
});
