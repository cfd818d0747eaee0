import { requireArtefact, writeArtefact } from '../artefact.ts';
import { type Job, type JobEvent, job as jobSchema, type Progress } from '../contract/job.ts';
import { runKey } from '../contract/keys.ts';
import { STATES, type TuningOutput, type WorkflowInput } from '../contract/workflow.ts';
import { LabelsmithError } from '../errors.ts';
import { updateRunRecord } from '../run/run-record.ts';
import { enterState } from '../run/step.ts';
import { nextWaitSeconds } from './poll-schedule.ts';
import type { TuningContext } from './tuning-context.ts';

/**
 * Looks at the run's job once and writes down what is seen: `job.json`, `events.jsonl`, and in `run.json` the progress,
 * when the job was last seen, and when it is expected to end.
 * @throws LabelsmithError `JobFailed` or `JobCancelled` when the job has ended without a model
 */
export async function pollTuning(context: TuningContext, input: WorkflowInput): Promise<TuningOutput> {
  const { store, clock } = context;
  await enterState(context, input, STATES.pollTuning);
  const before = await requireArtefact(store, runKey(input.run, 'job.json'), jobSchema);
  const provider = await context.providers.training(before);
  const lookedAt = clock().getTime();
  const {
    trainingFile: _training,
    validationFile: _validation,
    token: _token,
    ...seen
  } = await provider.retrieve(before.id);
  const lookSeconds = (clock().getTime() - lookedAt) / 1000;
  const events = await provider.events(before.id);
  const job: Job = { ...before, ...seen, lastSeenAt: clock().toISOString() };
  await writeArtefact(store, runKey(input.run, 'job.json'), jobSchema, job);
  await store.write(runKey(input.run, 'events.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''), {
    contentType: 'application/jsonl',
  });
  await updateRunRecord(context, input.run, {
    progress: latestProgress(events),
    lastSeenAt: job.lastSeenAt,
    expectedEndAt: job.estimatedFinish,
    model: job.model,
  });
  refuseEndWithoutModel(job);
  if (job.status === 'succeeded') return { outcome: 'ended', waitSeconds: 0 };
  const ageSeconds = (clock().getTime() - Date.parse(job.createdAt)) / 1000;
  return { outcome: 'waiting', waitSeconds: nextWaitSeconds({ provider: job.provider, ageSeconds, lookSeconds }) };
}

/** The newest numbers that any event told, each on its own: not every event tells all of them. */
function latestProgress(events: readonly JobEvent[]): Progress | null {
  const told = events.flatMap((event) => (event.progress ? [event.progress] : []));
  return told.length ? Object.assign({}, ...told) : null;
}

function refuseEndWithoutModel(job: Job): void {
  if (job.status === 'failed') {
    const why = job.error ? `${job.error.code}: ${job.error.message}` : 'the provider gives no reason';
    throw new LabelsmithError(
      'JobFailed',
      `job ${job.id} failed: ${why}`,
      'Correct what the message names, then start again.',
    );
  }
  if (job.status === 'cancelled') {
    throw new LabelsmithError('JobCancelled', `job ${job.id} was cancelled at the provider`, 'Start the run again.');
  }
  if (job.status === 'succeeded' && !job.model) {
    throw new LabelsmithError('ResultsNotReady', `job ${job.id} succeeded, but names no model yet`, 'Wait.');
  }
}
