import { expect, test } from '@jest/globals';
import { changeArtefact, requireArtefact, writeArtefact } from '../../../core/artefact.ts';
import { evaluation as evaluationSchema } from '../../../core/contract/evaluation.ts';
import { writeExample } from '../../../core/contract/example-row.ts';
import { job as jobSchema } from '../../../core/contract/job.ts';
import { baselineKey, datasetKey, runKey } from '../../../core/contract/keys.ts';
import { plan as planSchema } from '../../../core/contract/plan.ts';
import { evaluateCandidate } from '../../../core/evaluation/evaluate-candidate.ts';
import { promote } from '../../../core/registry/champion.ts';
import { registerVersion } from '../../../core/registry/versions.ts';
import { requirePlan } from '../../../core/run/run-plan.ts';
import { readRunRecord, updateRunRecord } from '../../../core/run/run-record.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { asJsonLines } from '../../support/labelled-texts.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';
import { INPUT, prepareRunIn, RUN } from '../../support/prepared-run.ts';
import { jobRecord } from '../../support/run-with-job.ts';

const MODELS = ['ft:candidate', 'ft:champion', 'ft:step-10', 'gpt-4.1-mini-2025-04-14'];
const HELD_OUT = 40;
const examples = (count: number) =>
  asJsonLines(
    Array.from({ length: count }, (_, row) => writeExample('chat', `text ${row} of topic${row % 2}`, `${row % 2}`)),
  );

/** The one that the candidate answers wrongly, and nobody else. */
const MISTAKE = 'text 3 of topic1';

/** A run that has everything to be judged beside; every answer takes so long. */
async function runToJudge(answerMs: number) {
  let now = Date.parse('2026-01-01T00:00:00Z');
  const clock = () => new Date(now);
  const store = new MemoryStore();
  await prepareRunIn(store, {}, { provider: 'openai', baseUrl: '', baseModel: 'base' });
  await changeArtefact(store, runKey(RUN, 'plan.json'), planSchema, (plan) => ({
    ...plan,
    judging: { untuned: 'gpt-4.1-mini-2025-04-14' },
    abstain: { precision: 0.8 },
  }));
  const { dataset } = await requirePlan(store, RUN);
  await store.write(datasetKey(dataset, 'train.jsonl'), examples(100));
  await store.write(datasetKey(dataset, 'validation.jsonl'), examples(HELD_OUT));
  await updateRunRecord({ store, clock }, RUN, { dataset });
  const checkpoint = { id: 'ckpt-10', step: 10, model: 'ft:step-10', metrics: {} };
  const job = jobRecord(RUN, { provider: 'openai', model: 'ft:candidate', checkpoints: [checkpoint] });
  await writeArtefact(store, runKey(RUN, 'job.json'), jobSchema, job);
  const labels = ['0', '1'].map((label) => ({ label, answer: label }));
  const served = { dataset, labels, provider: 'openai', baseUrl: null, model: 'ft:champion' } as const;
  const { version } = await registerVersion(store, candidateVersion('run-1', served));
  await promote({ store, clock }, { classifier: 'sports', by: 'a test', reason: 'because', version });
  const asked: string[] = [];
  const providers = plannedProviders(
    { unlearntAnswers: async () => undefined },
    {
      countWords: async () => ({ words: 2, unseen: 0 }),
      answer: async ({ model, text }) => {
        asked.push(`${model}: ${text}`);
        now += answerMs;
        const isMistake = model === 'ft:candidate' && text === MISTAKE;
        const token = /topic1/.test(text) && !isMistake ? '1' : '0';
        return { token, alternatives: [{ token, logprob: -0.1 }], tokens: { input: 100, output: 1 } };
      },
    },
  );
  const attempt = (seconds: number) =>
    evaluateCandidate({ store, clock, providers, deadline: new Date(now + seconds * 1_000) }, INPUT);
  return { store, attempt, asked, record: () => readRunRecord(store, RUN) };
}

// So that time is over while each of the models is asked, and right before the baseline is trained.
test.each([190, 200, 240, 300, 450])(
  'of a function of %i s, whose time is over here or there, each answer is asked for once',
  async (seconds) => {
    const { store, attempt, asked, record } = await runToJudge(2_500);
    const outcomes: string[] = [];
    while (outcomes.at(-1) !== 'scored' && outcomes.length < 20) outcomes.push((await attempt(seconds)).outcome);
    expect(outcomes.length).toBeGreaterThan(1);
    expect(outcomes.at(-1)).toBe('scored');
    expect(new Set(asked).size).toBe(asked.length);
    expect(MODELS.map((model) => asked.filter((one) => one.startsWith(`${model}: `)).length)).toEqual(
      MODELS.map(() => HELD_OUT),
    );
    const found = await requireArtefact(store, runKey(RUN, 'evaluation.json'), evaluationSchema);
    expect(found).toMatchObject({
      serving: 1,
      majority: { label: '0', accuracy: 0.5 },
      comparison: { examples: HELD_OUT },
      untuned: { metrics: { examples: HELD_OUT }, costUsd: expect.closeTo((HELD_OUT * (100 * 0.4 + 1.6)) / 1e6, 12) },
    });
    expect(found).toMatchObject({
      candidate: { accuracy: 1 - 1 / HELD_OUT },
      champion: { version: 1, metrics: { accuracy: 1 } },
      mistakes: [{ row: 3, expected: '1', label: '0' }],
      calibration: { from: 'held-out', answers: HELD_OUT },
      abstention: { precision: 0.8, thresholds: [{ label: null, answers: HELD_OUT }] },
      verdict: { promote: false, gain: -1 / HELD_OUT },
    });
    expect(found.baseline?.examples).toBe(HELD_OUT);
    expect(store.keys()).toContain(baselineKey('sports', RUN));
    expect(await record()).toMatchObject({ scoring: null, silentSince: null });
  },
);
