import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { createPredictionServer } from '../../core/prediction/serve-predictions.ts';
import { classify } from '../../functions/classify-text/classify.ts';
import { environment } from '../../functions/classify-text/environment.ts';
import { raisePredictions } from '../../functions/classify-text/prediction-metrics.ts';
import { createS3Store } from '../../services/aws/s3-store.ts';
import { createProviders } from '../../services/providers.ts';
import { createServiceLog } from '../../services/service-log.ts';
import { createServiceMetrics } from '../../services/service-metrics.ts';
import { systemClock } from '../../services/system-clock.ts';

/** What classify-text would be if it took the port to providers as a whole and each service's SDK. */
const told = environment.parse(process.env);
const raise = createServiceMetrics();
const store = createS3Store(new S3Client(), told.BUCKET_NAME);
const server = createPredictionServer(store, createProviders(told, store, systemClock).prediction, systemClock);
/** Where a provider's key would be read, and what a fault would be written down with. */
export const [secrets, log] = [new SecretsManagerClient(), createServiceLog()];

export async function handler(
  event: APIGatewayProxyEventV2,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<APIGatewayProxyStructuredResultV2> {
  const began = performance.now();
  const deadline = new Date(Date.now() + context.getRemainingTimeInMillis());
  const { classifier, predictions, answer } = await classify(server, event, deadline);
  raisePredictions(raise, classifier, predictions, (performance.now() - began) / 1000);
  return { statusCode: 200, body: JSON.stringify(answer) };
}
