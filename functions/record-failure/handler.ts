import { S3Client } from '@aws-sdk/client-s3';
import { failureEvent, toFailure } from '../../core/run/failure-events.ts';
import { recordFailure } from '../../core/run/record-failure.ts';
import { createS3Store } from '../../services/aws/s3-store.ts';
import { parseInput } from '../../services/input/parse-input.ts';
import { createProviders } from '../../services/providers.ts';
import { createServiceLog } from '../../services/service-log.ts';
import { systemClock } from '../../services/system-clock.ts';
import { environment } from './environment.ts';

const told = environment.parse(process.env);
const store = createS3Store(new S3Client(), told.BUCKET_NAME);
const log = createServiceLog();
const providers = createProviders(told, store, systemClock);
const records = { store, clock: systemClock, providers, reportFault: log.error };

/** Called by the state machine with what its Catch caught, and by EventBridge with an execution's end. */
export async function handler(event: unknown): Promise<{ status: string }> {
  const { status } = await recordFailure(records, toFailure(parseInput(failureEvent, event)));
  return { status };
}
