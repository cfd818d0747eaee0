import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { LabelsmithError } from '../../core/errors.ts';

/** Lambda hands on 6 MiB of a function's response: all of its JSON, in which the body is a text once more. */
const MOST_BYTES = 6_291_456;
/**
 * Bytes that one UTF-16 unit of a body takes there at most: three of UTF-8. A quotation mark and a backslash take two; what
 * takes six, a control character or half a surrogate pair, the body has as such an escape already.
 */
const MOST_BYTES_A_UNIT = 3;
/** More than the status and the headers take. */
const REST_BYTES = 10_000;

/**
 * The response, if it can be sent; else the gateway would answer 500 and nobody would know why. Only a body that may be
 * too large is measured.
 * @throws LabelsmithError `TooLarge`
 */
export function requireSendable<R extends APIGatewayProxyStructuredResultV2>(response: R): R {
  const units = response.body?.length ?? 0;
  if (MOST_BYTES_A_UNIT * units + REST_BYTES <= MOST_BYTES) return response;
  const bytes = Buffer.byteLength(JSON.stringify(response));
  if (bytes <= MOST_BYTES) return response;
  throw new LabelsmithError(
    'TooLarge',
    `the answer would have ${bytes} bytes; ${MOST_BYTES} can be sent`,
    'Ask with ?topK=, for the likeliest labels alone, or send fewer texts in one request.',
  );
}
