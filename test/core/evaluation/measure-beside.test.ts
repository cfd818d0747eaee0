import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Dataset, dataset as datasetSchema } from '../../../core/contract/dataset.ts';
import { writeExample } from '../../../core/contract/example-row.ts';
import { baselineKey, datasetKey, runKey } from '../../../core/contract/keys.ts';
import type { Plan } from '../../../core/contract/plan.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import { measureBeside } from '../../../core/evaluation/measure-beside.ts';
import type { PredictionHost, TokenAnswer } from '../../../core/prediction/prediction-host.ts';
import { createRunRecord, readRunRecord } from '../../../core/run/run-record.ts';
import { asJsonLines, labelledTexts } from '../../support/labelled-texts.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';

const RUN = 'sports-20261122-100000-abcdef';
const LABELS = ['baseball', 'hockey'];
const rows = labelledTexts(40, 100);
const heldOut = rows.map(({ text, label }, row) => ({ row, text, expected: label }));
const input = { run: RUN, classifier: 'sports', source: { key: 'uploads/sports/a.csv' }, force: false };
const START = Date.parse('2026-11-22T10:00:00Z');
let now = START;
const clock = () => new Date(now);
const dataset: Dataset = datasetSchema.parse({
  schema: 'labelsmith.dataset.v1',
  dataset: 'a'.repeat(32),
  format: 'chat',
  // A label that is more than one token is taught as another answer.
  labels: LABELS.map((label, index) => ({ label, answer: String(index), train: 40, validation: 40 })),
  train: { rows: 80, bytes: 1 },
  validation: { rows: 80, bytes: 1 },
});

let store: MemoryStore;
let asked: string[];
beforeEach(async () => {
  store = new MemoryStore();
  asked = [];
  now = START;
  await store.write(
    datasetKey(dataset.dataset, 'train.jsonl'),
    asJsonLines(labelledTexts(40).map(({ text, label }) => writeExample('chat', text, String(LABELS.indexOf(label))))),
  );
  await createRunRecord({ store, clock }, { ...input, cause: 'upload', settings: 's' });
});

/** What a model that was not tuned answers: the number in the list of the label whose word the text holds. */
const untunedAnswer = (text: string): TokenAnswer => {
  const token = /goalie|puck|rink|slapshot/.test(text) ? '1' : '0';
  return { token, alternatives: [{ token, logprob: 0 }], tokens: { input: 1_000, output: 1 } };
};

const beside = (
  plan: Partial<Plan>,
  {
    answered = (expected: string) => expected,
    answer = async (text: string) => untunedAnswer(text),
    minutes = 10,
  } = {},
) => {
  const host: PredictionHost = {
    answer: ({ text }) => {
      asked.push(text);
      return answer(text);
    },
  };
  const scored = heldOut.map(({ row, expected }) => ({
    row,
    expected,
    label: answered(expected),
    probabilities: null,
    seconds: 0,
  }));
  const whole = { run: RUN, provider: 'openai', baseUrl: '', judging: {}, abstain: null, ...plan } as Plan;
  const context = { store, clock, providers: plannedProviders({}), deadline: new Date(now + minutes * 60_000) };
  return measureBeside(context, input, whole, { dataset, heldOut, scored }, host);
};

describe('the free baseline', () => {
  test('is the embedded model of the same dataset, kept so that it can stand in', async () => {
    const { baseline, baselineSentence } = await beside({});
    expect(baseline?.accuracy).toBeGreaterThan(0.9);
    expect(baseline?.perClass.map(({ label }) => label)).toEqual(LABELS);
    expect(baselineSentence).toMatch(/^no better than the free baseline.*: tuning did not pay$/);
    expect(store.keys()).toContain(baselineKey('sports', RUN));
  });

  test('has a temperature and a threshold of its own, by the held-out examples, where the settings ask for a precision', async () => {
    expect((await beside({})).baselineServing).toMatchObject({
      calibration: { from: 'held-out', answers: 80 },
      abstention: null,
    });
    const { baselineServing } = await beside({ abstain: { precision: 0.9 } });
    const [threshold] = baselineServing?.abstention?.thresholds ?? [];
    expect(threshold).toMatchObject({ label: null, answers: 80 });
    expect(threshold?.reached?.proved).toBeGreaterThanOrEqual(0.9);
    // No eighty answers prove as much: the best that they prove is what is kept.
    const { baselineServing: best } = await beside({ abstain: { precision: 0.999, per: 'class' } });
    expect(best?.abstention?.thresholds).toMatchObject(
      LABELS.map((label) => ({ label, reached: null, best: { proved: expect.any(Number) } })),
    );
  });

  test('is trained once: what a repeated step finds is what it compares with', async () => {
    await beside({});
    const before = (await store.head(baselineKey('sports', RUN)))?.etag;
    await store.remove(datasetKey(dataset.dataset, 'train.jsonl'));
    expect((await beside({})).baseline?.accuracy).toBeGreaterThan(0.9);
    expect((await store.head(baselineKey('sports', RUN)))?.etag).toBe(before);
  });

  test('is not begun where the function has no time for it, and waits for the next attempt', async () => {
    await expect(beside({}, { minutes: 2 })).rejects.toMatchObject({ name: 'OutOfTime' });
    expect(store.keys()).not.toContain(baselineKey('sports', RUN));
    await beside({});
    // What was trained before takes next to no time.
    expect((await beside({}, { minutes: 2 })).baseline?.accuracy).toBeGreaterThan(0.9);
  });

  test('is better than a candidate that always says the same', async () => {
    const { baselineSentence } = await beside({}, { answered: () => 'hockey' });
    expect(baselineSentence).toMatch(/a gain of -\d+\.\d points.*tuning did not pay/);
  });

  test('is compared with by the rules of the plan', async () => {
    const { baselineSentence } = await beside({ judging: { minExamples: 81 } });
    expect(baselineSentence).toBe('not comparable with the free baseline on 80 examples');
  });

  test('is none where the embedded engine is the provider', async () => {
    expect(await beside({ provider: 'embedded' })).toEqual({
      baseline: null,
      baselineServing: null,
      baselineSentence: null,
      untuned: null,
    });
    expect(store.keys()).not.toContain(baselineKey('sports', RUN));
  });
});

describe('a model that was not tuned', () => {
  const judging = { untuned: 'gpt-4.1-mini-2025-04-14' };

  test('is asked with the list of the labels, and told with its cost', async () => {
    const { untuned } = await beside({ judging });
    expect(untuned).toMatchObject({ model: judging.untuned, metrics: { examples: 80 } });
    expect(untuned?.metrics.accuracy).toBeGreaterThan(0.5);
    expect(untuned?.costUsd).toBeCloseTo((80 * (1_000 * 0.4 + 1 * 1.6)) / 1e6, 12);
    expect(asked[0]).toContain('0. baseball\n1. hockey');
    expect(asked[0]).toContain(rows[0]?.text);
  });

  test('is asked each text once, and paid for once, however often time is over', async () => {
    const whole = await beside({ judging });
    await store.remove(runKey(RUN, 'predictions-untuned.jsonl'));
    asked = [];
    const slow = async (text: string) => {
      now += 10_000;
      return untunedAnswer(text);
    };
    await expect(beside({ judging }, { answer: slow, minutes: 5 })).rejects.toMatchObject({ name: 'OutOfTime' });
    const before = asked.length;
    expect(before).toBeGreaterThan(20);
    expect(await readRunRecord(store, RUN)).toMatchObject({
      scoring: { by: 'the untuned model gpt-4.1-mini-2025-04-14', scored: before, of: 80 },
    });
    const { untuned } = await beside({ judging }, { answer: slow, minutes: 60 });
    expect(untuned).toEqual(whole.untuned);
    expect([asked.length, new Set(asked).size]).toEqual([80, 80]);
    // A candidate that is compared again, with another champion, costs nothing more.
    expect((await beside({ judging })).untuned).toEqual(whole.untuned);
    expect(asked).toHaveLength(80);
  });

  test('is not asked at the last moment, where it would have to answer at once or be given up', async () => {
    await beside({ judging: {} });
    const late = beside({ judging }, { minutes: 2.9 });
    await expect(late).rejects.toMatchObject({ name: 'OutOfTime' });
    expect(asked).toEqual([]);
  });

  test('costs the same by its name without a date', async () => {
    const { untuned } = await beside({ judging: { untuned: 'gpt-4.1-mini' } });
    expect(untuned?.costUsd).toBeCloseTo((80 * (1_000 * 0.4 + 1 * 1.6)) / 1e6, 12);
  });

  test('of a price that nobody knows has no cost', async () => {
    expect((await beside({ judging: { untuned: 'some-model' } })).untuned).toMatchObject({ costUsd: null });
  });

  test('is asked only where the settings ask', async () => {
    expect((await beside({})).untuned).toBeNull();
    expect(asked).toEqual([]);
  });

  test.each(['ProviderRefused', 'ProviderUnavailable'] as const)(
    'that ends in %s is noted in the run, and stops nothing',
    async (name) => {
      const answer = async () => {
        throw new LabelsmithError(name, 'provider openai answered 404', 'Look.');
      };
      const { untuned, baseline } = await beside({ judging }, { answer });
      expect([untuned, baseline === null]).toEqual([null, false]);
      expect((await readRunRecord(store, RUN)).notes).toEqual([
        'the untuned model gpt-4.1-mini-2025-04-14 could not be asked: provider openai answered 404',
      ]);
    },
  );
});
