import { S3Client } from '@aws-sdk/client-s3';
import { checkSunsets } from '../../core/registry/check-sunsets.ts';
import { createS3Store } from '../../services/aws/s3-store.ts';
import { createProviders } from '../../services/providers.ts';
import { createServiceLog } from '../../services/service-log.ts';
import { createServiceMetrics } from '../../services/service-metrics.ts';
import { systemClock } from '../../services/system-clock.ts';
import { environment } from './environment.ts';
import { metricsOf } from './sunset-metrics.ts';

const told = environment.parse(process.env);
const store = createS3Store(new S3Client(), told.BUCKET_NAME);
const log = createServiceLog();
const raise = createServiceMetrics();
const context = { store, clock: systemClock, providers: createProviders(told, store, systemClock) };

/**
 * Called once a day. Answers with how many versions in service it has looked at.
 * @throws the first failure, after every classifier had its turn
 */
export async function handler(): Promise<{ checked: number }> {
  const { found, failures } = await checkSunsets(context);
  for (const sunset of found) {
    raise(metricsOf(sunset), sunset);
    if (sunset.level !== 'fine') log.warn('a version in service needs a person', sunset);
  }
  for (const { classifier, error } of failures) log.error(`classifier ${classifier} could not be looked at`, error);
  if (failures[0]) throw failures[0].error;
  return { checked: found.length };
}
