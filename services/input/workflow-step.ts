import { tmpdir } from 'node:os';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import type { z } from 'zod';
import type { bucketAndProviderEnvironment } from '../../core/contract/environment.ts';
import { type WorkflowInput, workflowInput } from '../../core/contract/workflow.ts';
import type { PrepareContext } from '../../core/run/prepare-run.ts';
import { createS3Store } from '../aws/s3-store.ts';
import { createFileScratch } from '../file-scratch.ts';
import { createProviders } from '../providers.ts';
import { createServiceLog } from '../service-log.ts';
import { systemClock } from '../system-clock.ts';
import { parseInput } from './parse-input.ts';

const log = createServiceLog();

/** A workflow task's handler: builds what the step needs, once, and hands it its validated input. */
export function workflowStep<T>(
  environment: z.output<typeof bucketAndProviderEnvironment>,
  step: (context: PrepareContext, input: WorkflowInput) => Promise<T>,
): (event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>) => Promise<T> {
  const store = createS3Store(new S3Client(), environment.BUCKET_NAME);
  const providers = createProviders(environment, store, systemClock);
  const scratch = () => createFileScratch(tmpdir());
  return (event, context) => {
    const deadline = new Date(Date.now() + context.getRemainingTimeInMillis());
    const using = { store, providers, clock: systemClock, deadline, scratch, reportFault: log.error };
    return step(using, parseInput(workflowInput, event));
  };
}
