import type { WorkflowInput } from '../contract/workflow.ts';
import { isLabelsmithError } from '../errors.ts';
import { requirePlan } from '../run/run-plan.ts';
import { readRunRecord, updateRunRecord } from '../run/run-record.ts';
import { StillClaimed } from './job-claim.ts';
import { startWaitSeconds } from './poll-schedule.ts';
import type { TuningContext } from './tuning-context.ts';

const HOUR_MS = 3_600_000;

/**
 * How long to leave a provider alone, in seconds, which asked for that (`retry-after`) when it was to start the run's job;
 * `run.json` tells when it is asked again. Undefined for any other error, an attempt of the run's own that may not be over
 * among them, which the state machine retries at a pace of its own, and once the provider has been silent for longer than the run's plan allows.
 */
export async function pauseBeforeStart(
  context: TuningContext,
  { run }: WorkflowInput,
  error: unknown,
): Promise<number | undefined> {
  if (error instanceof StillClaimed || !isLabelsmithError(error, 'ProviderUnavailable')) return undefined;
  if (error.retryAfterSeconds === undefined) return undefined;
  const [{ silentSince }, plan] = await Promise.all([
    readRunRecord(context.store, run),
    requirePlan(context.store, run),
  ]);
  const now = context.clock().getTime();
  const silentMs = silentSince === null ? 0 : now - Date.parse(silentSince);
  if (silentMs >= plan.mostSilentHours * HOUR_MS) return undefined;
  const waitSeconds = startWaitSeconds(silentMs / 1000, error.retryAfterSeconds);
  await updateRunRecord(context, run, { nextLookAt: new Date(now + waitSeconds * 1000).toISOString() });
  return waitSeconds;
}
