import { hasEnded, type Run } from '../contract/run.ts';
import { LabelsmithError } from '../errors.ts';
import { type RunRecords, readRunRecord, updateRunRecord } from './run-record.ts';

/**
 * Writes into `run.json` that a run is to be cancelled, and by whom: whoever acts on the run next, be it a step, its end
 * or release-jobs, cancels its job at the provider and then records the run as cancelled. Asked again, the first request
 * stays.
 * @throws LabelsmithError `NotFound`, and `Conflict` when the run has ended
 */
export async function requestCancel(records: RunRecords, run: string, by: string): Promise<Run> {
  const record = await readRunRecord(records.store, run);
  if (hasEnded(record.status)) throw over(record);
  if (record.cancelRequested) return record;
  const at = records.clock().toISOString();
  const asked = await updateRunRecord(records, run, { cancelRequested: { at, by } });
  if (hasEnded(asked.status)) throw over(asked);
  return asked;
}

const over = ({ run, status }: Run) =>
  new LabelsmithError('Conflict', `run ${run} has ended: it is ${status}`, 'Nothing needs to be done.');
