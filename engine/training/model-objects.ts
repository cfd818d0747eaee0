import { writeArtefact } from '../../core/artefact.ts';
import { onlyOnce, type Store } from '../../core/store.ts';
import { modelCalibrationKey, modelKey, modelWeightsKey } from '../keys.ts';
import type { JobRecord } from '../records/job-record.ts';
import { modelRecord } from '../records/model-record.ts';

/** Makes a model usable: its weights first, then the record that tells of it. Done twice, the first one stays. */
export async function writeModel(
  store: Store,
  job: JobRecord,
  id: string,
  weights: Uint8Array,
  at: Date,
): Promise<void> {
  await onlyOnce(store.write(modelWeightsKey(id), weights, { condition: 'absent' }));
  const record = {
    schema: 'labelsmith.engine-model.v1' as const,
    id,
    createdAt: at.toISOString(),
    job: job.id,
    baseModel: job.baseModel,
    format: job.facts?.format ?? 'chat',
  };
  await onlyOnce(writeArtefact(store, modelKey(id), modelRecord, record, 'absent'));
}

/** For good, with what a bucket keeps of older versions. The record first: a model without weights would be worse than weights without a model. */
export async function removeModel(store: Store, id: string): Promise<void> {
  await store.removeAll(modelKey(id));
  await store.removeAll(modelWeightsKey(id));
  await store.removeAll(modelCalibrationKey(id));
}
