import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { startCause } from '../../core/run/start-causes.ts';
import { createS3Store } from '../../services/aws/s3-store.ts';
import { stepFunctionsExecutions } from '../../services/aws/step-functions-executions.ts';
import { parseInput } from '../../services/input/parse-input.ts';
import { startForCause } from '../../services/start-for-cause.ts';
import { systemClock } from '../../services/system-clock.ts';
import { environment } from './environment.ts';

const { BUCKET_NAME, STATE_MACHINE_ARN } = environment.parse(process.env);
const context = {
  store: createS3Store(new S3Client(), BUCKET_NAME),
  clock: systemClock,
  executions: stepFunctionsExecutions(new SFNClient(), STATE_MACHINE_ARN),
};

/** Called by EventBridge with an upload, and by the schedule. Answers with the runs that it stands for. */
export async function handler(event: unknown): Promise<{ runs: string[] }> {
  return { runs: await startForCause(context, parseInput(startCause, event)) };
}
