import { describe, expect, test } from '@jest/globals';
import { writeArtefact } from '../../../core/artefact.ts';
import { fitModel } from '../../../core/learner/fit.ts';
import type { Model } from '../../../core/learner/model/model.ts';
import { encodeModel } from '../../../core/learner/model/model-file.ts';
import { modelKey, modelWeightsKey } from '../../../engine/keys.ts';
import { modelRecord } from '../../../engine/records/model-record.ts';
import { ANSWER_ROUTES } from '../conformance/answer-routes.ts';
import { conformingClient } from '../conformance/checked-fetch.ts';
import { startEngine } from '../start-engine.ts';
import { textOfLabel, trainLabels } from '../trained-engine.ts';

const ODD_LABELS = [
  '야구 경기',
  '🏒⚾',
  'two  words',
  ' leading',
  'trailing ',
  '   ',
  '\u0000\u0007',
  '\uFEFF',
  'e\u0301',
  'é',
  '"quoted"\n\\',
  '__proto__',
  'constructor',
  '0',
  '1',
  '00',
];

describe.each(['chat', 'completion'] as const)('labels of every kind, trained as %s', (format) => {
  test('come back exactly as they were trained, with their bytes', async () => {
    const { checked, model } = await trainLabels(format, ODD_LABELS);
    for (const [index, label] of ODD_LABELS.entries()) {
      const chat = await checked.chat.completions.create({
        model,
        messages: [{ role: 'user', content: textOfLabel(index) }],
        logprobs: true,
        top_logprobs: ODD_LABELS.length,
      });
      expect(chat.choices[0]?.message.content).toBe(label);
      const entry = chat.choices[0]?.logprobs?.content?.[0];
      expect(entry?.bytes).toEqual([...Buffer.from(label)]);
      expect(entry?.top_logprobs.map(({ token }) => token).sort()).toEqual([...ODD_LABELS].sort());
      const completion = await checked.completions.create({ model, prompt: textOfLabel(index), logprobs: 1_000 });
      const answer = format === 'chat' ? label : ` ${label}`;
      expect(completion.choices[0]?.text).toBe(answer);
      expect(completion.choices[0]?.logprobs?.token_logprobs).toEqual([entry?.logprob]);
    }
  });
});

test('labels that begin with a space and labels that do not stay apart in a chat', async () => {
  const { client, model } = await trainLabels('chat', [' yes', 'yes']);
  for (const [index, label] of [' yes', 'yes'].entries()) {
    const answer = await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: textOfLabel(index) }],
    });
    expect(answer.choices[0]?.message.content).toBe(label);
  }
});

test('half of a surrogate pair is a label without bytes, and a text like any other', async () => {
  const { checked, model } = await trainLabels('chat', ['\ud83c', 'whole']);
  const answer = await checked.chat.completions.create({
    model,
    messages: [{ role: 'user', content: `${textOfLabel(0)} \udfd2` }],
    logprobs: true,
  });
  expect(answer.choices[0]?.message.content).toBe('\ud83c');
  expect(answer.choices[0]?.logprobs?.content?.[0]?.bytes).toBeNull();
});

test('a thousand labels are told with all their probabilities', async () => {
  const id = 'ft:ada:labelsmith:many:00000000';
  const labels = Array.from({ length: 1_000 }, (_, index) => ` ${index}`);
  const { engine, store } = startEngine();
  await store.write(modelWeightsKey(id), encodeModel(await modelThatPrefers(labels, 777)));
  const record = { schema: 'labelsmith.engine-model.v1' as const, id, job: 'ftjob-1', baseModel: 'ada' };
  const createdAt = '2026-11-22T10:00:00.000Z';
  await writeArtefact(store, modelKey(id), modelRecord, { ...record, createdAt, format: 'completion' }, 'absent');
  const checked = conformingClient(engine, ANSWER_ROUTES);
  const { choices } = await checked.completions.create({ model: id, prompt: 'anything', logprobs: 1_000 });
  const top = Object.entries(choices[0]?.logprobs?.top_logprobs?.[0] ?? {});
  expect(choices[0]?.text).toBe(' 777');
  expect(top).toHaveLength(1_000);
  expect(top.reduce((sum, [, logprob]) => sum + Math.exp(logprob), 0)).toBeCloseTo(1, 6);
});

/** A model that says the same of every text: to train one with a thousand labels takes longer than all other tests. */
async function modelThatPrefers(labels: readonly string[], preferred: number): Promise<Model> {
  const { model: small } = await fitModel(['one', 'two'].flatMap((text) => Array(2).fill({ text, label: text })));
  const bias = new Float64Array(labels.length);
  bias[preferred] = 3;
  const starts = new Int32Array(small.weights.starts.length);
  return {
    ...small,
    labels,
    weights: { ...small.weights, bias, starts, columns: new Uint16Array(0), values: new Int16Array(0) },
  };
}
