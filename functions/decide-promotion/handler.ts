import { S3Client } from '@aws-sdk/client-s3';
import { workflowInput } from '../../core/contract/workflow.ts';
import { decidePromotion } from '../../core/registry/decide-promotion.ts';
import { createS3Store } from '../../services/aws/s3-store.ts';
import { parseInput } from '../../services/input/parse-input.ts';
import { createServiceLog } from '../../services/service-log.ts';
import { systemClock } from '../../services/system-clock.ts';
import { environment } from './environment.ts';

const log = createServiceLog();
const store = createS3Store(new S3Client(), environment.parse(process.env).BUCKET_NAME);

export const handler = (event: unknown) =>
  decidePromotion({ store, clock: systemClock, reportFault: log.error }, parseInput(workflowInput, event));
