import { readArtefacts } from '../../core/read-artefacts.ts';
import type { Store } from '../../core/store.ts';
import { ApiError } from '../api-error.ts';
import { BATCHES_PREFIX, batchKey, isBatchId } from '../keys.ts';
import { type BatchRecord, batchRecord } from '../records/batch-record.ts';

interface HasStore {
  readonly store: Store;
}

export const batchNotFound = () => new ApiError(404, 'No such batch', { param: 'batch_id' });

/** Ids of all batches, in no particular order. */
export async function listBatchIds({ store }: HasStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const { key } of store.list(BATCHES_PREFIX)) {
    const id = key.slice(BATCHES_PREFIX.length, -'.json'.length);
    if (batchKey(id) === key && isBatchId(id)) ids.push(id);
  }
  return ids;
}

/** Batches, newest first; all of them unless ids are given. */
export async function listBatches({ store }: HasStore, ids?: readonly string[]): Promise<BatchRecord[]> {
  const wanted = ids ?? (await listBatchIds({ store }));
  const batches = await readArtefacts(store, wanted.map(batchKey), batchRecord);
  return batches.sort((a, b) => b.createdAt.localeCompare(a.createdAt) || a.id.localeCompare(b.id));
}
