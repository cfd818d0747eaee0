import { z } from 'zod';
import type { Run } from '../contract/run.ts';
import { reportRun } from '../report/report-run.ts';
import type { Providers } from '../tuning/provider.ts';
import { tryRelease } from '../tuning/unreleased.ts';
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
 * provider. Told twice, or after the run has ended, it does not change how the run ended. What the provider does not let
 * go of now is freed later, and the record says so.
 */
export async function recordFailure(
  records: RunRecords & { readonly providers: Providers },
  failure: Failure,
): Promise<Run> {
  const record = await readRunRecord(records.store, failure.run);
  if (record.status === 'succeeded') return record;
  const cancelled = failure.aborted || failure.error === 'JobCancelled';
  // The truth first: whatever happens at the provider, the record says that the run has ended, in which state and why.
  await endRunRecord(records, failure.run, cancelled ? 'cancelled' : 'failed', {
    reason: describeFailure({ ...failure, message: messageOf(failure.cause) }),
  });
  await tryRelease(records, failure.run);
  await reportRun(records, failure.run);
  return readRunRecord(records.store, failure.run);
}

function messageOf(cause: string): string {
  try {
    return lambdaCause.parse(JSON.parse(cause)).errorMessage;
  } catch {
    return cause;
  }
}
