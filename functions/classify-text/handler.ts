import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { PROBLEM_CONTENT_TYPE, problemOf } from '../../core/contract/problem.ts';
import { faultForLog } from '../../core/fault-for-log.ts';
import { createPredictionServer } from '../../core/prediction/serve-predictions.ts';
import { embeddedAnswers } from '../../services/embedded-answers.ts';
import { predictionProviders } from '../../services/prediction-providers.ts';
import { createSignedStore } from '../../services/signed-store.ts';
import { systemClock } from '../../services/system-clock.ts';
import { classify } from './classify.ts';
import { environment } from './environment.ts';

const told = environment.parse(process.env);
/** Whoever waits for a prediction waits for it a moment and not longer. */
const PATIENCE_MS = 3_000;

const store = createSignedStore(told.BUCKET_NAME);
const engine = embeddedAnswers(store, systemClock);
const server = createPredictionServer(store, predictionProviders(told, engine, PATIENCE_MS), systemClock);

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    return answer(200, 'application/json', await classify(server, event));
  } catch (error) {
    const problem = problemOf(error);
    if (problem.status >= 500) console.error(faultForLog(error));
    return answer(problem.status, PROBLEM_CONTENT_TYPE, problem);
  }
}

const answer = (statusCode: number, type: string, body: object): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': type, 'cache-control': 'no-store', ...(statusCode === 503 && { 'retry-after': '5' }) },
  body: JSON.stringify(body),
});
