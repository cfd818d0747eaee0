import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { classifyQuery, classifyRequest } from '../../core/contract/classify-request.ts';
import { classifierName } from '../../core/contract/names.ts';
import type { Prediction } from '../../core/contract/prediction.ts';
import { LabelsmithError } from '../../core/errors.ts';
import type { PredictionServer } from '../../core/prediction/serve-predictions.ts';
import { parseJsonBody } from '../../services/input/json-body.ts';
import { parseInput, parseQuery } from '../../services/input/parse-input.ts';

/** A function may return 6 MB, its answer as a text in JSON among them; the headers have what is left. */
const MOST_ANSWER_BYTES = 6_200_000;
/** In JSON a text takes that many bytes for a character at most, so that only long answers need to be looked at. */
const MOST_BYTES_OF_A_CHARACTER = 4;

const pathParameters = z.object({ classifier: classifierName });

/** A request's texts and their predictions in their order, and whether one was asked for or several. */
export interface Classified {
  readonly classifier: string;
  readonly texts: readonly string[];
  readonly predictions: readonly Prediction[];
  /** One text has its prediction for an answer, several have `{predictions}`. */
  readonly answer: Prediction | { readonly predictions: readonly Prediction[] };
}

/** What is read of a request. */
type ClassifyEvent = Pick<
  APIGatewayProxyEventV2,
  'body' | 'headers' | 'isBase64Encoded' | 'pathParameters' | 'queryStringParameters'
>;

/** @param deadline when nobody waits for the answer any more */
export async function classify(server: PredictionServer, event: ClassifyEvent, deadline: Date): Promise<Classified> {
  const { classifier } = parseInput(pathParameters, event.pathParameters ?? {});
  const wishes = parseQuery(classifyQuery, event.queryStringParameters ?? {});
  const request = parseInput(classifyRequest, readJson(event));
  const predictions = await server.predict(classifier, request, { ...wishes, deadline });
  const [only] = predictions;
  const texts = 'text' in request ? [request.text] : request.texts;
  return { classifier, texts, predictions, answer: 'text' in request && only ? only : { predictions } };
}

/**
 * The answer as it is sent.
 * @throws LabelsmithError `TooLarge` where Lambda would drop it, and the caller be told of an internal error: a hundred texts
 * with the probabilities of a thousand labels each are more than it takes
 */
export function writeJson(answer: object): string {
  const body = JSON.stringify(answer);
  if (body.length * MOST_BYTES_OF_A_CHARACTER <= MOST_ANSWER_BYTES) return body;
  const bytes = Buffer.byteLength(JSON.stringify(body));
  if (bytes <= MOST_ANSWER_BYTES) return body;
  throw new LabelsmithError(
    'TooLarge',
    `the answer has ${bytes} bytes; ${MOST_ANSWER_BYTES} are possible`,
    'Send fewer texts in one request, or ask for fewer probabilities with ?topK=.',
  );
}

function readJson({ body, headers, isBase64Encoded }: ClassifyEvent): unknown {
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  return parseJsonBody(bytes, headers['content-length'], {
    tooLarge: 'Send fewer texts in one request.',
    notJson: 'Send {"text": "..."} or {"texts": ["..."]}.',
  });
}
