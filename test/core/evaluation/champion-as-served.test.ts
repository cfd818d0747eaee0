import { expect, test } from '@jest/globals';
import { requireArtefact, writeArtefact } from '../../../core/artefact.ts';
import { dataset as datasetSchema } from '../../../core/contract/dataset.ts';
import { evaluation as evaluationSchema } from '../../../core/contract/evaluation.ts';
import { writeExample } from '../../../core/contract/example-row.ts';
import { job as jobSchema } from '../../../core/contract/job.ts';
import { datasetKey, runKey } from '../../../core/contract/keys.ts';
import { evaluateCandidate } from '../../../core/evaluation/evaluate-candidate.ts';
import { promote } from '../../../core/registry/champion.ts';
import { registerVersion } from '../../../core/registry/versions.ts';
import { updateRunRecord } from '../../../core/run/run-record.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { asJsonLines } from '../../support/labelled-texts.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';
import { INPUT, prepareRunIn, RUN } from '../../support/prepared-run.ts';
import { jobRecord } from '../../support/run-with-job.ts';

const clock = () => new Date('2026-11-26T10:00:00Z');
const LABELS = ['baseball', 'hockey'];
const DATASET = 'd'.repeat(32);

/** Twenty held-out examples, of which every fourth is not what its text says. */
const heldOut = Array.from({ length: 20 }, (_, row) => ({
  text: `${LABELS[row % 2]} ${row}`,
  label: LABELS[(row % 2) + (row % 4 === 0 ? 1 : 0)] ?? '',
}));

test('a candidate is compared with the champion by probabilities at a temperature, as it will serve them', async () => {
  const store = new MemoryStore();
  await prepareRunIn(store, {}, { provider: 'embedded', baseUrl: '', baseModel: 'base' });
  const lines = heldOut.map(({ text, label }) => writeExample('chat', text, label));
  await store.write(datasetKey(DATASET, 'validation.jsonl'), asJsonLines(lines));
  const side = { rows: 20, bytes: 1 };
  await writeArtefact(store, datasetKey(DATASET, 'dataset.json'), datasetSchema, {
    schema: 'labelsmith.dataset.v1',
    dataset: DATASET,
    format: 'chat',
    labels: LABELS.map((label) => ({ label, answer: label, train: 10, validation: 10 })),
    train: side,
    validation: side,
  });
  const job = jobRecord(RUN, { provider: 'embedded', status: 'succeeded', model: 'candidate' });
  await writeArtefact(store, runKey(RUN, 'job.json'), jobSchema, job);
  await updateRunRecord({ store, clock }, RUN, { dataset: DATASET });
  const { version } = await registerVersion(store, candidateVersion('one', { dataset: DATASET }));
  await promote({ store, clock }, { classifier: 'sports', version, by: 'a test', reason: 'because' });

  const providers = plannedProviders(
    { unlearntAnswers: async () => undefined },
    {
      countWords: async () => ({ words: 2, unseen: 0 }),
      // Sure of what the text says, and wrong about every fourth.
      answer: async ({ text }) => {
        const [label = ''] = text.split(' ');
        return { token: label, alternatives: [{ token: label, logprob: Math.log(0.99) }] };
      },
    },
  );
  const context = { store, clock, providers, deadline: new Date('2026-11-26T10:10:00Z') };
  expect(await evaluateCandidate(context, INPUT)).toMatchObject({ outcome: 'scored', accuracy: 0.75 });
  const found = await requireArtefact(store, runKey(RUN, 'evaluation.json'), evaluationSchema);
  expect(found.calibration?.temperature).toBeGreaterThan(1.5);
  expect(found.comparison?.examples).toBe(20);
  expect(found.comparison?.candidate.logLoss).toBe(found.candidate.logLoss);
  expect(found.comparison?.candidate.logLoss).toBeLessThan(found.champion?.metrics.logLoss ?? 0);
});
