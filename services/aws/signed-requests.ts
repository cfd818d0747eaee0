import { setTimeout as sleep } from 'node:timers/promises';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../core/sha256.ts';
import { type HttpAnswer, requestOnce } from '../http-request.ts';
import { mayPass, readFault } from './aws-fault.ts';
import { type AwsService, credentialsIn, regionOf } from './aws-service.ts';

export interface SignedRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  /** Its path is sent, and signed, as it is written. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Patience {
  /** How long, in ms, a service that is busy or out of order is asked again. @default 3,000 */
  readonly patienceMs?: number;
  /** How long, in ms, one attempt may take, its body included. @default 10,000 */
  readonly timeoutMs?: number;
}

/** Wait before the second attempt, in ms; it doubles with each. Up to a half is left off, so that many do not come back at once. */
const FIRST_WAIT_MS = 50;

/**
 * Asks an AWS service, signed with the function's own credentials, and again while it is busy.
 * @returns the answer, which is a success, its body still to be read
 * @throws AwsFault when the service refuses; what {@link requestOnce} throws when there is no answer
 */
export type AskSigned = (request: SignedRequest) => Promise<HttpAnswer>;

export function signedRequests(service: AwsService, patience: Patience = {}): AskSigned {
  const { patienceMs = 3_000, timeoutMs = 10_000 } = patience;
  const signer = new SignatureV4({
    service: service.name,
    region: async () => regionOf(process.env),
    credentials: async () => credentialsIn(process.env),
    sha256: Sha256,
    // S3 signs paths as they are sent, unlike every other service.
    uriEscapePath: service.name !== 's3',
  });
  return async (request) => {
    const giveUpAt = Date.now() + patienceMs;
    for (let attempt = 0; ; attempt += 1) {
      const answer = await ask(signer, request, timeoutMs);
      if ('statusCode' in answer) return answer;
      const wait = FIRST_WAIT_MS * 2 ** attempt * (1 - Math.random() / 2);
      if (!answer.mayPass || Date.now() + wait > giveUpAt) throw answer.fault;
      await sleep(wait);
    }
  };
}

/** One attempt, signed by itself: a signature tells the time. */
async function ask(
  signer: SignatureV4,
  request: SignedRequest,
  timeoutMs: number,
): Promise<HttpAnswer | { fault: unknown; mayPass: boolean }> {
  const { method, url, body } = request;
  const headers = await signedHeaders(signer, request);
  try {
    const answer = await requestOnce({ method, url, headers, body, timeoutMs });
    if (answer.statusCode >= 200 && answer.statusCode < 300) return answer;
    const fault = await readFault(answer);
    return { fault, mayPass: mayPass(fault) };
  } catch (fault) {
    return { fault, mayPass: true };
  }
}

async function signedHeaders(signer: SignatureV4, request: SignedRequest): Promise<Record<string, string>> {
  const { method, url, headers = {}, body } = request;
  const signed = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...headers, host: url.host },
    ...(body && { body }),
  });
  return signed.headers;
}
