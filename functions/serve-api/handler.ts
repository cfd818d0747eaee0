import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { handle } from 'hono/aws-lambda';
import { createS3Store } from '../../services/s3-store.ts';
import { stepFunctionsExecutions } from '../../services/step-functions-executions.ts';
import { systemClock } from '../../services/system-clock.ts';
import { createApi } from './api.ts';
import { environment } from './environment.ts';

const { BUCKET_NAME, STATE_MACHINE_ARN } = environment.parse(process.env);
const s3 = new S3Client();

export const handler = handle(
  createApi({
    s3,
    bucket: BUCKET_NAME,
    store: createS3Store(s3, BUCKET_NAME),
    clock: systemClock,
    executions: stepFunctionsExecutions(new SFNClient(), STATE_MACHINE_ARN),
  }),
);
