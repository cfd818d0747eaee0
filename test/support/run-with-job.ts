import { writeArtefact } from '../../core/artefact.ts';
import type { Clock } from '../../core/clock.ts';
import { type Job, job as jobSchema } from '../../core/contract/job.ts';
import { runKey } from '../../core/contract/keys.ts';
import { createRunRecord, updateRunRecord } from '../../core/run/run-record.ts';
import type { Store } from '../../core/store.ts';
import { markUnreleased } from '../../core/tuning/unreleased.ts';
import type { HostJob, PaidHost } from './paid-host.ts';

/** A run's record and its mark, as start-run leaves them. */
export async function recordRun(records: { store: Store; clock: Clock }, run: string): Promise<void> {
  await markUnreleased(records, run);
  await createRunRecord(records, {
    run,
    classifier: 'sports',
    cause: 'upload',
    source: { key: 'uploads/sports/a.csv' },
    force: false,
    settings: '',
  });
}

/** A job's record as it is in the middle of its training, with what a test wants to be otherwise. */
export const jobRecord = (run: string, changes: Partial<Job>): Job => ({
  schema: 'labelsmith.job.v1',
  run,
  provider: 'openai-compatible',
  baseUrl: '',
  id: `job-of-${run}`,
  status: 'running',
  baseModel: 'base',
  trainingSettings: 'x',
  promotion: 'automatic',
  model: null,
  trainingFile: 'training-file',
  validationFile: null,
  resultFiles: [],
  hyperparameters: {},
  trainedTokens: null,
  createdAt: '2026-11-22T10:00:00.000Z',
  estimatedFinish: null,
  finishedAt: null,
  lastSeenAt: '2026-11-22T10:00:00.000Z',
  error: null,
  checkpoints: [],
  looks: 0,
  lastProgressAt: null,
  silentSince: null,
  resultsMissingSince: null,
  restMissingSince: null,
  resultRows: null,
  adoptedFrom: null,
  ...changes,
});

/** A run whose job goes on at a host, as start-tuning leaves it. */
export async function recordRunWithJob(
  records: { store: Store; clock: Clock },
  run: string,
  host: PaidHost,
): Promise<HostJob> {
  await recordRun(records, run);
  const trainingFile = host.addFile(`${run}-train.jsonl`, '{}');
  const answer = await fetch(`${host.baseUrl}/fine_tuning/jobs`, {
    method: 'POST',
    body: JSON.stringify({ model: 'base', training_file: trainingFile, metadata: { labelsmith_token: run } }),
  });
  const { id } = (await answer.json()) as { id: string };
  const now = records.clock().toISOString();
  const job = jobRecord(run, { baseUrl: host.baseUrl, id, trainingFile, createdAt: now, lastSeenAt: now });
  await writeArtefact(records.store, runKey(run, 'job.json'), jobSchema, job);
  await updateRunRecord(records, run, { status: 'running', state: 'Poll tuning', job: id });
  const created = host.jobs.find((one) => one.id === id);
  if (!created) throw new Error('the host has no job of that id');
  return created;
}
