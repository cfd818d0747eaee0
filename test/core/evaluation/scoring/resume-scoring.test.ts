import { describe, expect, test } from '@jest/globals';
import { LabelsmithError } from '../../../../core/errors.ts';
import type { HeldOutExample } from '../../../../core/evaluation/scoring/held-out.ts';
import { RESERVE_MS, scoreResumably } from '../../../../core/evaluation/scoring/resume-scoring.ts';
import type { PredictionHost } from '../../../../core/prediction/prediction-host.ts';
import { createRunRecord, readRunRecord } from '../../../../core/run/run-record.ts';
import { readText } from '../../../../core/store.ts';
import { MemoryStore } from '../../../support/memory-store.ts';
import { plannedProviders } from '../../../support/planned-providers.ts';
import { LABELS, MODEL } from './asked-model.ts';

const KEY = 'runs/run-1/predictions.jsonl';
const busy = () => new LabelsmithError('ProviderUnavailable', 'provider openai answered 429', 'Try again.');

/** A run that is to be scored, on a clock that each answer moves on. */
async function scored({ examples = 30, answerMs = 1_000 } = {}) {
  let now = Date.parse('2026-11-26T10:00:00Z');
  const store = new MemoryStore();
  const clock = () => new Date(now);
  const heldOut: HeldOutExample[] = Array.from({ length: examples }, (_, row) => ({
    row,
    text: `text ${row}`,
    expected: LABELS[row % 2] ?? '',
  }));
  const start = { run: 'run-1', classifier: 'sports', source: { key: 'uploads/sports/a.csv' }, force: false };
  await createRunRecord({ store, clock }, { ...start, cause: 'upload', settings: '' });
  const asked: string[] = [];
  const host: PredictionHost = {
    async answer({ text }) {
      asked.push(text);
      now += answerMs;
      return { token: 'hockey', alternatives: [{ token: 'hockey', logprob: -0.1 }] };
    },
  };
  const score = (seconds: number, asks: PredictionHost = host) =>
    scoreResumably(
      { store, clock, providers: plannedProviders({}), deadline: new Date(now + seconds * 1_000 + RESERVE_MS) },
      { run: 'run-1', file: 'predictions.jsonl', by: 'the candidate', host: asks },
      MODEL,
      heldOut,
    );
  const lines = async () => ((await readText(store, KEY)) ?? '').split('\n').filter((line) => line !== '');
  return { store, heldOut, asked, host, score, lines, record: () => readRunRecord(store, 'run-1') };
}

describe('scoring', () => {
  test('asks every example once, however often its time is over, and tells how far it is', async () => {
    const { score, asked, lines, record } = await scored();
    await expect(score(12)).rejects.toMatchObject({ name: 'OutOfTime' });
    expect(await record()).toMatchObject({ scoring: { by: 'the candidate', scored: asked.length, of: 30 } });
    expect((await lines()).length).toBe(asked.length);
    await expect(score(5)).rejects.toMatchObject({ name: 'OutOfTime' });
    const answers = await score(60);
    expect(answers.map(({ row }) => row)).toEqual(Array.from({ length: 30 }, (_, row) => row));
    expect(asked.toSorted()).toEqual([...new Set(asked)].toSorted());
    expect(asked).toHaveLength(30);
    expect((await lines()).map((line) => JSON.parse(line))).toEqual(answers);
    expect(await score(0)).toEqual(answers);
  });

  test('has written what was answered when the host fails', async () => {
    const { score, lines, host, asked } = await scored();
    const failing: PredictionHost = {
      answer: async (request) => {
        if (request.text === 'text 20') throw busy();
        return host.answer(request);
      },
    };
    await expect(score(600, failing)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    expect((await lines()).length).toBe(asked.length);
    await score(600);
    expect(asked).toHaveLength(30);
  });

  test.each([
    ['something was answered', 8, 'OutOfTime'],
    ['nothing was', 0, 'ProviderUnavailable'],
  ])('that a busy host held up until its time was over ends so when %s', async (_name, good, ends) => {
    const { score, host, asked } = await scored();
    const holding: PredictionHost = {
      answer: async (request) => {
        if (asked.length < good) return host.answer(request);
        for (let seconds = 0; seconds < 60; seconds += 1) await host.answer(request);
        throw busy();
      },
    };
    await expect(score(50, holding)).rejects.toMatchObject({ name: ends });
  });

  test('writes every 20 s with a slow host, and every hundred answers with a quick one', async () => {
    const writesOf = async (answerMs: number) => {
      const { score, store } = await scored({ examples: 400, answerMs });
      const rows: number[] = [];
      const write = store.write.bind(store);
      store.write = async (key, body, options) => {
        const written = await write(key, body, options);
        if (key === KEY) rows.push(((await readText(store, KEY)) ?? '').split('\n').length - 1);
        return written;
      };
      await score(3_600);
      return rows;
    };
    expect((await writesOf(5_000)).length).toBeGreaterThan(400 / 40);
    expect((await writesOf(20)).length).toBeLessThanOrEqual(5);
    // Two hundred answers a second or more: a second's worth.
    expect(await writesOf(1)).toEqual([400]);
  });

  const right = { row: 3, expected: 'hockey', label: 'hockey', probabilities: null, seconds: 1 };
  test.each([
    ['was torn', '{"row":3,"expected":"hoc', true],
    ['is of no example', JSON.stringify({ ...right, row: 30 }), true],
    ['expects another label', JSON.stringify({ ...right, expected: 'baseball' }), true],
    ['answers with a label that the model has not', JSON.stringify({ ...right, label: 'cricket' }), true],
    [
      'tells probabilities of other labels',
      JSON.stringify({ ...right, probabilities: [{ label: 'hockey', probability: 1 }] }),
      true,
    ],
    ['is whole', JSON.stringify(right), false],
  ])('asks an example again whose line %s: %s', async (_name, line, again) => {
    const { store, score, asked } = await scored();
    await store.write(KEY, `${line}\n`);
    expect(await score(60)).toHaveLength(30);
    expect(asked.includes('text 3')).toBe(again);
  });
});
