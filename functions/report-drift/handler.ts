import { S3Client } from '@aws-sdk/client-s3';
import { reportDrift } from '../../core/drift/report-drift.ts';
import { createS3Store } from '../../services/aws/s3-store.ts';
import { createServiceLog } from '../../services/service-log.ts';
import { createServiceMetrics } from '../../services/service-metrics.ts';
import { systemClock } from '../../services/system-clock.ts';
import { metricsOf } from './drift-metrics.ts';
import { environment } from './environment.ts';

const store = createS3Store(new S3Client(), environment.parse(process.env).BUCKET_NAME);
const log = createServiceLog();
const raise = createServiceMetrics();

/**
 * Called once a day. Answers with how many days of classifiers it has reported.
 * @throws the first failure, after every classifier had its turn
 */
export async function handler(): Promise<{ reported: number }> {
  const { reports, failures } = await reportDrift({ store, clock: systemClock });
  for (const { classifier, day, versions } of reports) {
    for (const version of versions) {
      raise(metricsOf(version), { classifier });
      if (version.warning) log.warn(`${classifier} on ${day}: ${version.warning}`, { classifier, day });
    }
  }
  for (const { classifier, error } of failures) log.error(`no drift report of classifier ${classifier}`, error);
  if (failures[0]) throw failures[0].error;
  return { reported: reports.length };
}
