import OpenAI from 'openai';
import type { SecretValue } from '../secret-value.ts';
import type { HostRequestsOptions } from './host-requests.ts';

/**
 * For one request. A step makes five at most (it asks for the model, looks for a job, uploads two files and creates one),
 * which fit into its function's 300 seconds. Attempts are the state machine's affair: it waits longer than a function lives.
 */
const PATIENCE_MS = 60_000;

/** Sent to a host that wants no key: the SDK insists on one. */
const NO_KEY = 'none';

/** The SDK for one host: the key is read anew for each request, so that it may be replaced at any time. */
export function openAiClient(
  baseURL: string,
  key: SecretValue | undefined,
): Pick<HostRequestsOptions, 'client' | 'patienceMs' | 'forgetKey'> {
  return {
    client: new OpenAI({ apiKey: key?.read ?? NO_KEY, baseURL, maxRetries: 0 }),
    patienceMs: PATIENCE_MS,
    ...(key && { forgetKey: key.forget }),
  };
}
