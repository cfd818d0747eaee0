import { writeArtefact } from '../../core/artefact.ts';
import { onlyOnce, type Store } from '../../core/store.ts';
import { fileContentKey, fileKey, jobCalibrationKey, modelCalibrationKey } from '../keys.ts';
import { copyCalibration } from '../records/calibration-record.ts';
import { fileRecord } from '../records/file-record.ts';
import { withEvent } from '../records/job-events.ts';
import type { JobRecord } from '../records/job-record.ts';
import { resultFileId, tunedModelId } from '../records/model-names.ts';
import { stepOf } from '../records/steps.ts';
import { writeModel } from './model-objects.ts';

/**
 * Writes the model, with its calibration, and the table of results of a job that has trained to its end.
 * Their ids follow from the job's, so a second attempt finds them there and changes nothing.
 * @returns the job as succeeded
 */
export async function publish(store: Store, job: JobRecord, weights: Uint8Array, at: Date): Promise<JobRecord> {
  const model = tunedModelId(job);
  // Before the model: who finds a model finds what belongs to it.
  await copyCalibration(store, jobCalibrationKey(job.id), modelCalibrationKey(model));
  await writeModel(store, job, model, weights, at);
  const resultFile = resultFileId(job);
  const csv = resultsTable(job);
  await store.write(fileContentKey(resultFile), csv, { contentType: 'text/csv' });
  const record = {
    schema: 'labelsmith.engine-file.v1' as const,
    id: resultFile,
    bytes: Buffer.byteLength(csv),
    createdAt: at.toISOString(),
    filename: 'step_metrics.csv',
    purpose: 'fine-tune-results' as const,
    digest: null,
    expiresAt: null,
  };
  await onlyOnce(writeArtefact(store, fileKey(resultFile), fileRecord, record, 'absent'));
  const ended = { ...job, status: 'succeeded' as const, model, resultFile, finishedAt: at.toISOString() };
  const created = withEvent(ended, at, { message: `New fine-tuned model created: ${model}` });
  return withEvent(created, at, { message: 'The job has successfully completed' });
}

/** One row an epoch; cells of validation are blank without a validation file. */
function resultsTable(job: JobRecord): string {
  const rows = job.epochs.map(({ epoch, trainLoss, trainAccuracy, validLoss, validAccuracy }) =>
    [stepOf(job, epoch), trainLoss, trainAccuracy, validLoss ?? '', validAccuracy ?? ''].join(','),
  );
  return `${['step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy', ...rows].join('\n')}\n`;
}
