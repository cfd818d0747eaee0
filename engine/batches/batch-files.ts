import { requireArtefact } from '../../core/artefact.ts';
import { onlyOnce, type Store } from '../../core/store.ts';
import { writeFile } from '../files/stored-files.ts';
import { batchPartKey, digest } from '../keys.ts';
import { type BatchRecord, batchPart } from '../records/batch-record.ts';
import type { FileRecord } from '../records/file-record.ts';

type Side = 'output' | 'errors';

/**
 * Puts a batch's parts together, in the order of its input. Files that would be empty are not made. The files' ids follow
 * from the batch's: a second attempt writes the same ones.
 * @returns the batch with the ids of its files
 */
export async function writeBatchFiles(store: Store, batch: BatchRecord, at: Date): Promise<BatchRecord> {
  const { outputBytes, errorBytes } = batch.tally;
  return {
    ...batch,
    outputFile: outputBytes > 0 ? await writeSide(store, batch, 'output', outputBytes, at) : null,
    errorFile: errorBytes > 0 ? await writeSide(store, batch, 'errors', errorBytes, at) : null,
  };
}

async function writeSide(store: Store, batch: BatchRecord, side: Side, bytes: number, at: Date): Promise<string> {
  const seconds = batch.outputExpiresAfter;
  const record: FileRecord = {
    schema: 'labelsmith.engine-file.v1',
    id: `file-${digest(24, batch.id, side)}`,
    bytes,
    createdAt: at.toISOString(),
    expiresAt: seconds === null ? null : new Date(at.getTime() + seconds * 1000).toISOString(),
    filename: `${batch.id}_${side === 'output' ? 'output' : 'error'}.jsonl`,
    purpose: 'batch_output',
    digest: null,
  };
  await onlyOnce(writeFile(store, record, { bytes, open: () => partsOf(store, batch, side) }, 'application/jsonl'));
  return record.id;
}

async function* partsOf(store: Store, batch: BatchRecord, side: Side): AsyncGenerator<Uint8Array> {
  for (let part = 0; part < batch.parts; part += 1) {
    const found = await requireArtefact(store, batchPartKey(batch.id, part), batchPart);
    if (found[side] !== '') yield Buffer.from(found[side]);
  }
}

/** Removes the parts of a batch that has ended, and the one that a process may have written meanwhile. */
export async function removeParts(store: Store, batch: BatchRecord): Promise<void> {
  for (let part = 0; part <= batch.parts; part += 1) await store.remove(batchPartKey(batch.id, part));
}
