import type { WorkflowInput } from '../contract/workflow.ts';
import { isLabelsmithError } from '../errors.ts';
import { endRunRecord, type RunRecords, updateRunRecord } from './run-record.ts';

/** Notes in `run.json` that the workflow has come to a state. */
export function enterState(records: RunRecords, input: WorkflowInput, state: string) {
  return updateRunRecord(records, input.run, { status: 'running', state });
}

/**
 * Runs a step that a person's mistake can stop. Such a stop is no failure: the record says `blocked`, why, and what to
 * do, and the step's answer is undefined. Every other error goes on to the state machine.
 */
export async function unlessBlocked<T>(
  records: RunRecords,
  input: WorkflowInput,
  step: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    if (!isLabelsmithError(error, 'UnusableSource', 'InvalidSettings', 'ProviderRefused', 'JobUncertain')) throw error;
    const { name: code, message, remedy } = error;
    await endRunRecord(records, input.run, 'blocked', { reason: { code, message, remedy } });
    return undefined;
  }
}
