import type { Providers } from '../tuning/provider.ts';
import { recordFailure } from './record-failure.ts';
import type { RunExecutions } from './run-executions.ts';
import type { RunRecords } from './run-record.ts';

export interface StopContext extends RunRecords {
  readonly providers: Providers;
  readonly executions: RunExecutions;
}

/**
 * Stops the execution of a run that is marked as to be cancelled; its end is told as an event, which has the job cancelled.
 * A run without an execution, or whose execution's end got lost, is ended here. What fails here may be left to the run's
 * next step, or to release-jobs: the mark stands.
 */
export async function stopRun({ executions, ...context }: StopContext, run: string, cause: string): Promise<void> {
  const execution = await executions.find(run);
  if (execution?.underWay) await executions.stop(run, cause);
  else await recordFailure(context, { run, error: 'Cancelled', cause, aborted: true });
}
