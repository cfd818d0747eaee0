import { z } from 'zod';
import { readArtefact } from '../artefact.ts';
import { job as jobSchema } from '../contract/job.ts';
import { runKey } from '../contract/keys.ts';
import { hasEnded, type Run } from '../contract/run.ts';
import { STATES } from '../contract/workflow.ts';
import type { Providers } from '../tuning/provider.ts';
import { providerOfJob } from '../tuning/provider-choice.ts';
import { describeFailure } from './failure-reasons.ts';
import { endRunRecord, type RunRecords, readRunRecord } from './run-record.ts';

/** What an execution's end is told as: by the state machine's own catch, or by EventBridge for what no catch sees. */
export interface Failure {
  readonly run: string;
  readonly error: string;
  /** The cause as Step Functions has it: a JSON text with `errorMessage`, or a plain sentence. */
  readonly cause: string;
  /** The execution was stopped from outside. */
  readonly aborted: boolean;
}

const lambdaCause = z.object({ errorMessage: z.string() });

/**
 * Ends a run's record as `failed` or `cancelled`, with a reason and a remedy, and frees what the run held at the
 * provider. Told twice, or after the run has ended, it changes nothing.
 */
export async function recordFailure(
  records: RunRecords & { readonly providers: Providers },
  failure: Failure,
): Promise<Run> {
  const record = await readRunRecord(records.store, failure.run);
  if (hasEnded(record.status)) return record;
  const cancelled = failure.aborted || failure.error === 'JobCancelled';
  await releaseJob(records, failure.run);
  return endRunRecord(records, failure.run, cancelled ? 'cancelled' : 'failed', {
    // A catch passes through Record failure; for what no catch sees, the record keeps the state it had come to.
    state: failure.aborted ? record.state : STATES.failed,
    reason: describeFailure({ ...failure, message: messageOf(failure.cause) }),
  });
}

/** Cancels a job that is still going on and removes the run's files there. What the provider refuses is left to it. */
async function releaseJob({ store, providers }: RunRecords & { readonly providers: Providers }, run: string) {
  const found = await readArtefact(store, runKey(run, 'job.json'), jobSchema);
  if (!found) return;
  const { id, trainingFile, validationFile } = found.value;
  const provider = await providers.training(await providerOfJob(store, run, providers.defaults));
  await provider.cancel(id).catch(() => undefined);
  await provider.removeFiles([trainingFile, ...(validationFile ? [validationFile] : [])]).catch(() => undefined);
}

function messageOf(cause: string): string {
  try {
    return lambdaCause.parse(JSON.parse(cause)).errorMessage;
  } catch {
    return cause;
  }
}
