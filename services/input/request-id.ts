import { randomUUID } from 'node:crypto';
import { REQUEST_ID } from '../../core/contract/request-id.ts';

/** The request's name in answers and logs: the caller's own `x-request-id`, or else the gateway's. */
export function requestIdOf(own: string | undefined, gateway: object | undefined): string {
  if (own !== undefined && REQUEST_ID.test(own)) return own;
  const given = gateway && 'requestId' in gateway ? gateway.requestId : undefined;
  return typeof given === 'string' ? given : randomUUID();
}
