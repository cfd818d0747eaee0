import { ApiError } from '../api-error.ts';
import type { EngineContext } from '../engine-context.ts';

/**
 * A job reads its files anew when another process goes on with it, and a batch its input: without them it would fail.
 * @throws ApiError 409 when a job or batch that has not ended needs the file
 */
export async function refuseFileInUse({ pendingJobs, pendingBatches }: EngineContext, id: string): Promise<void> {
  const jobs = await pendingJobs.list();
  const batches = await pendingBatches.list();
  const user =
    jobs.find(({ trainingFile, validationFile }) => trainingFile === id || validationFile === id) ??
    batches.find(({ inputFile }) => inputFile === id);
  if (!user) return;
  throw new ApiError(
    409,
    `The file is needed by ${user.id}, which has not ended: cancel it first, or wait for its end`,
    {
      code: 'file_in_use',
      param: 'id',
    },
  );
}
