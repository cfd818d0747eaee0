import { hasEnded, type Run } from '../contract/run.ts';
import type { WorkflowInput } from '../contract/workflow.ts';
import { isLabelsmithError, LabelsmithError } from '../errors.ts';
import { endRunRecord, type RunRecords, updateRunRecord } from './run-record.ts';

/**
 * Notes in `run.json` that the workflow has come to a state.
 * @throws LabelsmithError `Conflict` when the run has ended: a cancelled run must not go on to spend money
 */
export async function enterState(records: RunRecords, input: WorkflowInput, state: string): Promise<Run> {
  const record = await updateRunRecord(records, input.run, { status: 'running', state });
  if (!hasEnded(record.status)) return record;
  throw new LabelsmithError('Conflict', `run ${input.run} has ended: ${record.status}`, 'Start a new run.');
}

/** What a person's decision or correction ends, and nothing else. */
const BLOCKING = [
  'UnusableSource',
  'InvalidSettings',
  'ProviderRefused',
  'KeyRefused',
  'ModelUnusable',
  'TooExpensive',
  'JobUncertain',
] as const;

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
    if (!isLabelsmithError(error, ...BLOCKING)) throw error;
    const { name: code, message, remedy } = error;
    await endRunRecord(records, input.run, 'blocked', { reason: { code, message, remedy } });
    return undefined;
  }
}
