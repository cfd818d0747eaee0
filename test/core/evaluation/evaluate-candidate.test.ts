import { describe, expect, test } from '@jest/globals';
import { writeArtefact } from '../../../core/artefact.ts';
import { job as jobSchema } from '../../../core/contract/job.ts';
import { datasetKey, runKey } from '../../../core/contract/keys.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import { evaluateCandidate } from '../../../core/evaluation/evaluate-candidate.ts';
import { requirePlan } from '../../../core/run/run-plan.ts';
import { readRunRecord, updateRunRecord } from '../../../core/run/run-record.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';
import { INPUT, prepareRunIn, RUN } from '../../support/prepared-run.ts';
import { jobRecord } from '../../support/run-with-job.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const at = (minutes: number) => new Date(START + minutes * 60_000).toISOString();
const examples = (count: number) =>
  Array.from({ length: count }, (_, row) => {
    const messages = [
      { role: 'user', content: `text ${row} of topic${row % 2}` },
      { role: 'assistant', content: `${row % 2}` },
    ];
    return `${JSON.stringify({ messages })}\n`;
  }).join('');

/** A run whose job has made a model, which answers as `host` does; each attempt is so many minutes after the start. */
async function runToJudge(host: { fault: LabelsmithError | undefined }) {
  const store = new MemoryStore();
  await prepareRunIn(store, {}, { provider: 'openai', baseUrl: '', baseModel: 'base' });
  const { dataset } = await requirePlan(store, RUN);
  await store.write(datasetKey(dataset, 'train.jsonl'), examples(40));
  await store.write(datasetKey(dataset, 'validation.jsonl'), examples(12));
  await updateRunRecord({ store, clock: () => new Date(START) }, RUN, { dataset });
  await writeArtefact(store, runKey(RUN, 'job.json'), jobSchema, jobRecord(RUN, { provider: 'openai', model: 'ft:a' }));
  const providers = plannedProviders(
    { unlearntAnswers: async () => undefined },
    {
      countWords: async () => ({ words: 2, unseen: 0 }),
      answer: async ({ text }) => {
        if (host.fault) throw host.fault;
        return { token: text.slice(-1), alternatives: [{ token: text.slice(-1), logprob: -0.1 }] };
      },
    },
  );
  const attempt = (minutes: number) => {
    const now = START + minutes * 60_000;
    return evaluateCandidate(
      { store, clock: () => new Date(now), providers, deadline: new Date(now + 600_000) },
      INPUT,
    );
  };
  return { attempt, record: () => readRunRecord(store, RUN) };
}

describe('judging a candidate', () => {
  const silent = new LabelsmithError('ProviderUnavailable', 'provider openai answered 503', 'Try again.');
  const refused = new LabelsmithError('ProviderRefused', 'provider openai answered 404', 'Look for the model.');

  test('says since when the provider is silent, and that it is not any more', async () => {
    const host: { fault: LabelsmithError | undefined } = { fault: silent };
    const { attempt, record } = await runToJudge(host);
    for (const minutes of [1, 5]) {
      await expect(attempt(minutes)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
      expect(await record()).toMatchObject({ state: 'Evaluate candidate', silentSince: at(1) });
    }
    host.fault = undefined;
    expect(await attempt(9)).toEqual({ outcome: 'scored', accuracy: 1 });
    expect(await record()).toMatchObject({ silentSince: null, scoring: null });
  });

  test('does not call a provider silent that refuses', async () => {
    const { attempt, record } = await runToJudge({ fault: refused });
    await expect(attempt(1)).rejects.toMatchObject({ name: 'ProviderRefused' });
    expect(await record()).toMatchObject({ silentSince: null });
  });
});
