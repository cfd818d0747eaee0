import { writeArtefact } from '../../core/artefact.ts';
import { ApiError } from '../api-error.ts';
import { findFile } from '../files/stored-files.ts';
import { batchKey, randomDigits } from '../keys.ts';
import { type BatchRecord, batchRecord, EMPTY_TALLY } from '../records/batch-record.ts';
import type { CreateBatchBody } from '../wire/batch.ts';
import type { BatchContext } from './batch-context.ts';

/** The one completion window there is, in ms. */
const WINDOW_MS = 24 * 3_600_000;

/**
 * Creates a batch and returns at once; what is wrong with its file is told by the batch.
 * @throws ApiError 400 when there is no such file, or it was uploaded for something else
 */
export async function createBatch(context: BatchContext, body: CreateBatchBody): Promise<BatchRecord> {
  const { store, clock } = context;
  const file = await findFile(context, body.input_file_id);
  if (file?.purpose !== 'batch') {
    const what = file ? `was uploaded for '${file.purpose}'` : 'does not exist';
    throw new ApiError(400, `The input file ${what}: upload it to /v1/files with the purpose 'batch'`, {
      param: 'input_file_id',
      code: 'invalid_file',
    });
  }
  const now = clock();
  const batch: BatchRecord = {
    schema: 'labelsmith.engine-batch.v1',
    id: `batch_${randomDigits()}`,
    createdAt: now.toISOString(),
    enteredAt: {},
    expiresAt: new Date(now.getTime() + WINDOW_MS).toISOString(),
    status: 'validating',
    endpoint: body.endpoint,
    inputFile: file.id,
    metadata: body.metadata ?? null,
    outputExpiresAfter: body.output_expires_after?.seconds ?? null,
    faults: [],
    lease: null,
    failures: 0,
    total: 0,
    model: null,
    parts: 0,
    tally: EMPTY_TALLY,
    outputFile: null,
    errorFile: null,
  };
  await writeArtefact(store, batchKey(batch.id), batchRecord, batch, 'absent');
  return batch;
}
