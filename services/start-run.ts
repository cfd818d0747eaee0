import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Clock } from '../core/clock.ts';
import type { Run, RunSource } from '../core/contract/run.ts';
import type { WorkflowInput } from '../core/contract/workflow.ts';
import { hashOf } from '../core/hash.ts';
import { readSettings, settingsHash } from '../core/run/classifier-settings.ts';
import { createRunRecord } from '../core/run/run-record.ts';
import type { Store } from '../core/store.ts';

export interface StartRunContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly executions: SFNClient;
  readonly stateMachineArn: string;
}

export interface RunRequest {
  readonly classifier: string;
  readonly source: RunSource;
  readonly cause: Run['cause'];
  readonly force: boolean;
  /** What makes this cause one and the same when it is told again. The settings in force are added to it. */
  readonly identity: readonly unknown[];
}

/** Digits of the hash in a run's id. With a classifier's 48 characters and a hyphen the name stays under 80. */
const HASH_DIGITS = 20;

/**
 * Starts one run a cause: its id, which is its execution's name, is a hash of the cause. The same cause again, at the
 * same time or years later, gives the same id and starts nothing.
 */
export async function startRun(
  context: StartRunContext,
  request: RunRequest,
): Promise<{ run: string; started: boolean }> {
  const { classifier, source, cause, force } = request;
  // Settings that cannot be read start a run all the same: its record is where a person finds out.
  const settings = await readSettings(context.store, classifier).then(settingsHash, () => 'unreadable');
  const run = `${classifier}-${hashOf([...request.identity, settings], HASH_DIGITS)}`;
  const started = await createRunRecord(context, { run, classifier, cause, source, force, settings });
  const input: WorkflowInput = { run, classifier, source, force };
  try {
    await context.executions.send(
      new StartExecutionCommand({
        stateMachineArn: context.stateMachineArn,
        name: run,
        input: JSON.stringify(input),
      }),
    );
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
  return { run, started };
}
