import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** What a caller may name a request by: whatever else was sent stays out of logs and headers. */
const ALLOWED = /^[\w.:/+=-]{1,128}$/;

/** The request's name in answers and logs: the caller's own `x-request-id`, or else the gateway's. */
export function requestIdOf({ headers, requestContext }: Pick<APIGatewayProxyEventV2, 'headers' | 'requestContext'>) {
  const own = headers['x-request-id'] ?? '';
  return ALLOWED.test(own) ? own : requestContext.requestId;
}
