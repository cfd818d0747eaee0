import { describe, expect, test } from '@jest/globals';
import type { JobEvent } from '../../../core/contract/job.ts';
import { readText } from '../../../core/store.ts';
import { addEvents, type EventLog, latestProgress } from '../../../core/tuning/event-log.ts';
import { MemoryStore } from '../../support/memory-store.ts';

const event = (id: string, minute: number, more: Partial<JobEvent> = {}): JobEvent => ({
  id,
  at: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
  level: 'info',
  message: `Step ${minute}`,
  progress: null,
  ...more,
});
const idsOf = ({ events }: EventLog) => events.map(({ id }) => id);

describe('the events of a job', () => {
  test('are kept in the order of their times, each once, whatever order they are told in', async () => {
    const store = new MemoryStore();
    await addEvents(store, 'sports-1', [event('b', 2), event('a', 1)]);
    expect(idsOf(await addEvents(store, 'sports-1', [event('c', 3), event('a', 1), event('c', 3)]))).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  test('stay when the provider no longer tells them', async () => {
    const store = new MemoryStore();
    await addEvents(store, 'sports-1', [event('a', 1, { progress: { step: 3 } })]);
    const log = await addEvents(store, 'sports-1', []);
    expect(idsOf(log)).toEqual(['a']);
    expect(latestProgress(log.events)).toEqual({ step: 3 });
  });

  test('lose nothing when two look at once', async () => {
    const store = new MemoryStore();
    await Promise.all(['a', 'b', 'c'].map((id, at) => addEvents(store, 'sports-1', [event(id, at)])));
    expect(idsOf(await addEvents(store, 'sports-1', []))).toEqual(['a', 'b', 'c']);
  });

  test('hold no texts of rows', async () => {
    const store = new MemoryStore();
    await addEvents(store, 'sports-1', [event('a', 1, { message: 'Row 3: the goalie met Anna' })]);
    expect(await readText(store, 'runs/sports-1/events.jsonl')).toContain('Row 3: the [...]');
  });
});
