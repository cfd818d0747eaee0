import { changeArtefact } from '../../core/artefact.ts';
import { ApiError } from '../api-error.ts';
import { batchKey } from '../keys.ts';
import { type BatchRecord, batchRecord, enterStatus, hasBatchEnded } from '../records/batch-record.ts';
import { readBatch } from './advance-batch.ts';
import type { BatchContext } from './batch-context.ts';
import { batchNotFound } from './stored-batches.ts';

/**
 * Lets a batch come to its end without the requests that are not answered yet; those that are go into its files. Whoever
 * is answering it finds out at the end of a part. Cancelling twice is no error.
 * @throws ApiError 404 when there is no such batch, 400 when it has ended otherwise
 */
export async function cancelBatch(context: BatchContext, id: string): Promise<BatchRecord> {
  const { store, clock } = context;
  if (!(await readBatch(context, id))) throw batchNotFound();
  return changeArtefact(store, batchKey(id), batchRecord, (batch) => {
    if (batch.status === 'cancelling' || batch.status === 'cancelled') return batch;
    if (hasBatchEnded(batch)) {
      throw new ApiError(
        400,
        `The batch has already ended as ${batch.status}: only one that goes on can be cancelled`,
        {
          code: 'invalid_batch_status',
        },
      );
    }
    return enterStatus({ ...batch, lease: null }, 'cancelling', clock());
  });
}
