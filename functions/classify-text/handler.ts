import '../../services/input/interpret-schemas.ts';
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { refusalOf } from '../../core/contract/problem.ts';
import type { Canary } from '../../core/contract/registry.ts';
import { createAnswerTally } from '../../core/drift/tally-answers.ts';
import type { CanaryFaults } from '../../core/prediction/canary-trials.ts';
import { createPredictionServer } from '../../core/prediction/serve-predictions.ts';
import { endCanary } from '../../core/registry/canary.ts';
import { createSignedTextStore } from '../../services/aws/signed-store.ts';
import { embeddedAnswers } from '../../services/embedded-answers.ts';
import { requestIdOf } from '../../services/input/request-id.ts';
import { predictionProviders } from '../../services/prediction/providers.ts';
import { createServiceLog } from '../../services/service-log.ts';
import { createServiceMetrics } from '../../services/service-metrics.ts';
import { systemClock } from '../../services/system-clock.ts';
import { waitUntil } from '../../services/wait-until.ts';
import { classify, writeJson } from './classify.ts';
import { environment } from './environment.ts';
import { raiseCanaryFaults, raiseFault, raisePredictions } from './prediction-metrics.ts';
import { createServedTally } from './served-tally.ts';

const told = environment.parse(process.env);
/** Whoever waits for a prediction waits for it a moment and not longer. */
const PATIENCE_MS = 3_000;
/** What is left of the function's time to say that the rest was not enough. */
const LAST_WORDS_MS = 2_000;

const log = createServiceLog();
const raise = createServiceMetrics();
const store = createSignedTextStore(told.BUCKET_NAME);
const engine = embeddedAnswers(store, systemClock);
const hosts = predictionProviders(told, engine, PATIENCE_MS);
const server = createPredictionServer(store, hosts, systemClock, {
  endCanary: takeOut,
  tellCanaryFaults,
  tellStoodIn: (fault, { classifier, version }) =>
    log.error('a provider did not answer: the baseline is asked in its place', fault, { classifier, version }),
  waitUntil,
  afterwards: setImmediate,
});
const served = createServedTally(createAnswerTally(store, systemClock, randomUUID), engine.countWords, log);

/** Another canary, or another champion, may be there by now: that is left alone. */
async function takeOut(classifier: string, canary: Canary, reason: string): Promise<void> {
  try {
    await endCanary({ store, clock: systemClock }, { classifier, canary, by: 'classify-text', reason });
  } catch (error) {
    log.error('a canary was not taken out of the registry', error, { classifier });
  }
}

/** Nobody who asks notices what a canary costs: whoever runs the service has to. */
function tellCanaryFaults({ fault, ...faults }: CanaryFaults): void {
  raiseCanaryFaults(raise, faults);
  if (fault === undefined) log.warn('a canary answered slowly', faults);
  else log.error('a canary did not answer: the version in service was asked in its place', fault, faults);
}

export async function handler(
  event: APIGatewayProxyEventV2,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<APIGatewayProxyStructuredResultV2> {
  // As monotonic as `performance.now()`, for which a start would load another module.
  const began = process.uptime();
  served.begin();
  const requestId = requestIdOf(event.headers['x-request-id'], event.requestContext);
  try {
    const deadline = new Date(Date.now() + context.getRemainingTimeInMillis() - LAST_WORDS_MS);
    const { classifier, texts, predictions, answer } = await classify(server, event, deadline);
    const body = writeJson(answer);
    raisePredictions(raise, classifier, predictions, process.uptime() - began);
    served.end(texts, predictions);
    return respond(200, body, { 'content-type': 'application/json', 'x-request-id': requestId });
  } catch (error) {
    const { status, headers, body } = refusalOf(error, requestId);
    raiseFault(raise, event.pathParameters?.['classifier'], error);
    if (status >= 500) log.error('a request was not answered', error, { requestId });
    return respond(status, body, { ...headers, 'x-request-id': requestId });
  }
}

const respond = (statusCode: number, body: string, headers: Record<string, string>) => ({
  statusCode,
  headers: { 'cache-control': 'no-store', ...headers },
  body,
});
