import { beforeEach, describe, expect, test } from '@jest/globals';
import { feedbackKey, feedbackPrefix } from '../../../core/contract/keys.ts';
import { feedbackSource, feedbackWatermark, listFeedback } from '../../../core/feedback/read-feedback.ts';
import { storeFeedback } from '../../../core/feedback/store-feedback.ts';
import { registerVersion } from '../../../core/registry/versions.ts';
import { readText } from '../../../core/store.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { MemoryStore } from '../../support/memory-store.ts';

let store: MemoryStore;
beforeEach(async () => {
  store = new MemoryStore();
  await registerVersion(store, candidateVersion('sports-1'));
});

const clock = () => new Date('2026-11-22T10:00:00Z');
const send = (text: string, label: string, predicted?: string) =>
  storeFeedback({ store, clock }, 'sports', { text, label, ...(predicted !== undefined && { predicted }) });

describe('feedback', () => {
  test('is one object, however often and by however many it is sent', async () => {
    const sent = await Promise.all([
      send('a puck', 'hockey', 'baseball'),
      send('a puck', 'hockey'),
      send('a puck', 'hockey'),
    ]);
    expect(sent.map(({ isNew }) => isNew).sort()).toEqual([false, false, true]);
    expect(new Set(sent.map(({ feedback }) => feedback.id)).size).toBe(1);
    expect(store.keys(feedbackPrefix('sports'))).toHaveLength(1);
  });

  test('is another one for another label, and keeps what was predicted', async () => {
    const { feedback } = await send('a puck', 'hockey', 'baseball');
    const other = await send('a puck', 'baseball');
    expect(other.isNew && other.feedback.id !== feedback.id).toBe(true);
    const stored = JSON.parse((await readText(store, feedbackKey('sports', feedback.id))) ?? '');
    expect(stored).toMatchObject({ text: 'a puck', label: 'hockey', predicted: 'baseball', classifier: 'sports' });
  });

  test('is refused for a classifier that never predicted anything', async () => {
    const refused = storeFeedback({ store, clock }, 'mails', { text: 'a', label: 'b' });
    await expect(refused).rejects.toMatchObject({ name: 'NotFound' });
    expect(store.keys(feedbackPrefix('mails'))).toEqual([]);
  });

  test('is read as JSON Lines in the order of the ids, which are the names of the rows', async () => {
    const texts = Array.from({ length: 150 }, (_, index) => `text ${index} "quoted"\nand more`);
    for (const text of texts) await send(text, ' hockey');
    const source = await feedbackSource(store, 'sports');
    const ids = await listFeedback(store, 'sports');
    expect(source?.rowNames).toEqual(ids.map((id) => `feedback/${id}`));
    const bytes = await Array.fromAsync((await source?.open()) ?? []);
    const rows = Buffer.concat(bytes)
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ text }) => text).sort()).toEqual(texts.sort());
    expect(new Set(rows.map(({ label }) => label))).toEqual(new Set([' hockey']));
  });

  test('has a mark that changes with what is new, and with nothing else', async () => {
    expect([await feedbackWatermark(store, 'sports'), await feedbackSource(store, 'sports')]).toEqual([
      undefined,
      undefined,
    ]);
    await send('a puck', 'hockey');
    const first = await feedbackWatermark(store, 'sports');
    await send('a puck', 'hockey');
    expect(await feedbackWatermark(store, 'sports')).toBe(first);
    await send('a bat', 'baseball');
    const second = await feedbackWatermark(store, 'sports');
    expect([typeof second, second === first]).toEqual(['string', false]);
  });
});
