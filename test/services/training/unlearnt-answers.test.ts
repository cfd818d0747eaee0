import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { embeddedEngine } from '../../../services/embedded-engine.ts';
import { embeddedTraining } from '../../../services/training/embedded.ts';
import { openAiTraining } from '../../../services/training/openai.ts';
import { sportFile } from '../../engine/example-files.ts';
import { refusal } from '../../support/host-faults.ts';
import { hostTraining, REQUEST } from '../../support/host-training.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { PaidHost } from '../../support/paid-host.ts';

const clock = () => new Date();

/** The training half of the embedded engine, with a model that it has trained. */
async function trainEmbedded(format: 'chat' | 'completion') {
  const store = new MemoryStore();
  const provider = embeddedTraining(store, clock);
  async function* content() {
    yield new TextEncoder().encode(sportFile(format, 40));
  }
  const trainingFile = await provider.upload('train.jsonl', content());
  const { id } = await provider.create({ ...REQUEST, format, baseModel: 'labelsmith-linear-1', trainingFile });
  const { fine_tuned_model: model } = await embeddedEngine(store, clock).advance(id, { budgetMs: 600_000 });
  return { provider, model: model ?? '' };
}

describe('the embedded engine', () => {
  test.each(['chat', 'completion'] as const)('gives the unlearnt answers of a model trained on %s', async (format) => {
    const { provider, model } = await trainEmbedded(format);
    const answers = await provider.unlearntAnswers(model);
    expect(answers).toHaveLength(40);
    expect(new Set(answers?.map(({ label }) => label))).toEqual(new Set(['baseball', 'hockey']));
    expect(answers?.filter(({ right }) => right).length).toBeGreaterThan(30);
  });

  test('has none of a model that it does not have', async () => {
    const { provider } = await trainEmbedded('chat');
    expect(await provider.unlearntAnswers('ft:ada:labelsmith::00000000')).toBeUndefined();
  });
});

test('OpenAI is not asked: it has no such thing', async () => {
  const neverRead = { read: () => Promise.reject(new Error('asked')), forget: () => undefined };
  expect(await openAiTraining(neverRead).unlearntAnswers('ft:gpt')).toBeUndefined();
});

describe('a compatible host', () => {
  let host: PaidHost;
  beforeEach(async () => {
    host = await new PaidHost().start();
  });
  afterEach(() => host.stop());

  const answering = (status: number, body: object) =>
    host.faults.add({ on: /^GET .*\/models\/ft%3Amine\/calibration$/, end: { status, body } });
  const ask = () => hostTraining(host).unlearntAnswers('ft:mine');

  test('that offers the extension is believed', async () => {
    answering(200, {
      labels: [' a', 'b'],
      answers: [
        [0, 0.75, true],
        [1, 0.5, false],
      ],
    });
    expect(await ask()).toEqual([
      { label: 'a', confidence: 0.75, right: true },
      { label: 'b', confidence: 0.5, right: false },
    ]);
  });

  test.each([404, 405, 501, 400, 403])('that answers %s has none', async (status) => {
    host.faults.add({ on: /calibration$/, end: refusal(status, 'unknown', 'no such thing') });
    expect(await ask()).toBeUndefined();
  });

  test.each([
    ['a passing fault', 503, {}],
    ['a place that is no label', 200, { labels: ['a'], answers: [[1, 0.5, true]] }],
    ['a confidence that is none', 200, { labels: ['a'], answers: [[0, 1.5, true]] }],
  ])('is asked again after %s', async (_what, status, body) => {
    answering(status, body);
    await expect(ask()).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  });
});
