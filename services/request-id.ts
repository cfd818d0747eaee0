import { randomUUID } from 'node:crypto';

/** What a caller may name a request by: whatever else was sent stays out of logs and headers. */
const ALLOWED = /^[\w.:/+=-]{1,128}$/;

/** The request's name in answers and logs: the caller's own `x-request-id`, or else the gateway's. */
export function requestIdOf(own: string | undefined, gateway: object | undefined): string {
  if (own !== undefined && ALLOWED.test(own)) return own;
  const given = gateway && 'requestId' in gateway ? gateway.requestId : undefined;
  return typeof given === 'string' ? given : randomUUID();
}
