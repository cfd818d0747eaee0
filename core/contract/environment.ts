import './english.ts';
import * as z from 'zod/mini';
import { hostAddress } from './host-address.ts';
import { providerName } from './names.ts';

/** What a function is told by its environment. A construct's `grant` sets these names; a function's schema reads them. */

export const bucketEnvironment = z.object({ BUCKET_NAME: z.string().check(z.minLength(3)) });

export const workflowEnvironment = z.object({ STATE_MACHINE_ARN: z.string().check(z.startsWith('arn:')) });

/** Name of the secret that signs the provider's webhooks; empty where none is configured. */
export const webhookEnvironment = z.object({ WEBHOOK_SECRET_NAME: z._default(z.string(), '') });

/**
 * The longest time for one request to a provider, in ms, an upload's bytes apart. A step makes five requests at most (it
 * asks for the model, looks for a job, uploads two files and creates one), which fit into its function's 300 seconds.
 */
export const MOST_REQUEST_MS = 60_000;

/** A time for one request to a provider, in ms, also as the text of it. */
export const requestTimeoutMs = z.pipe(z.coerce.number(), z.int().check(z.positive(), z.maximum(MOST_REQUEST_MS)));

/** The stack's default provider; a classifier's settings may choose another. Absent values arrive as empty strings. */
export const providerEnvironment = z.object({
  PROVIDER: providerName,
  PROVIDER_BASE_URL: z._default(z.union([z.literal(''), hostAddress]), ''),
  PROVIDER_BASE_MODEL: z._default(z.string(), ''),
  /** Name of the secret that holds the provider's API key; empty for a provider that needs none. */
  PROVIDER_KEY_SECRET: z._default(z.string(), ''),
  /** How long one request to a provider may take, in ms. A prediction's has less where that is less. */
  PROVIDER_TIMEOUT_MS: z._default(requestTimeoutMs, MOST_REQUEST_MS),
});
export type ProviderEnvironment = z.infer<typeof providerEnvironment>;

/** Of a function that keeps its records in the bucket and asks the provider. */
export const bucketAndProviderEnvironment = z.extend(bucketEnvironment, providerEnvironment.shape);
