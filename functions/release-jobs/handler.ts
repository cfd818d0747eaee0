import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Context } from 'aws-lambda';
import { UNRELEASED_RUNS } from '../../core/contract/service-metrics.ts';
import { releaseJobs } from '../../core/run/release-jobs.ts';
import { createS3Store } from '../../services/aws/s3-store.ts';
import { stepFunctionsExecutions } from '../../services/aws/step-functions-executions.ts';
import { createProviders } from '../../services/providers.ts';
import { createServiceLog } from '../../services/service-log.ts';
import { createServiceMetrics } from '../../services/service-metrics.ts';
import { systemClock } from '../../services/system-clock.ts';
import { environment } from './environment.ts';

const told = environment.parse(process.env);
const store = createS3Store(new S3Client(), told.BUCKET_NAME);
const log = createServiceLog();
const raise = createServiceMetrics();
const services = {
  store,
  clock: systemClock,
  providers: createProviders(told, store, systemClock),
  reportFault: log.error,
  executions: stepFunctionsExecutions(new SFNClient(), told.STATE_MACHINE_ARN),
};

/**
 * Called every ten minutes. Answers with the runs that a person should look at.
 * @throws the first failure, after every run had its turn
 */
export async function handler(
  _event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<{ overdue: string[] }> {
  const deadline = new Date(Date.now() + context.getRemainingTimeInMillis());
  const { overdue, failures } = await releaseJobs({ ...services, deadline });
  raise([{ name: UNRELEASED_RUNS, value: overdue.length }]);
  for (const { run, error } of failures) log.error(`run ${run} could not be looked at`, error);
  if (failures[0]) throw failures[0].error;
  return { overdue };
}
