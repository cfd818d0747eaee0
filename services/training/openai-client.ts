import OpenAI from 'openai';
import type { SecretValue } from '../secret-value.ts';
import type { HostRequestsOptions } from './host-requests.ts';

/** Sent to a host that wants no key: the SDK insists on one. */
const NO_KEY = 'none';

/**
 * The SDK for one host: the key is read anew for each request, so that it may be replaced at any time. Attempts are the
 * state machine's affair: it waits longer than a function lives.
 * @param patienceMs for one request
 */
export function openAiClient(
  baseURL: string,
  key: SecretValue | undefined,
  patienceMs: number,
): Pick<HostRequestsOptions, 'client' | 'patienceMs' | 'forgetKey'> {
  return {
    client: new OpenAI({ apiKey: key?.read ?? NO_KEY, baseURL, maxRetries: 0 }),
    patienceMs,
    ...(key && { forgetKey: key.forget }),
  };
}
