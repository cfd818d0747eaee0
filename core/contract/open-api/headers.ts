import type { Json } from './json.ts';

/** The headers of answers that the description tells of, beside those of HTTP itself. */
const HEADERS = {
  'x-request-id': {
    description: "The request's name in the logs: the caller's own x-request-id, or one that was made",
    schema: { type: 'string' },
  },
  'cache-control': { description: 'Answers are not to be kept', schema: { const: 'no-store' } },
  'apigw-requestid': { description: "The gateway's own name of the request", schema: { type: 'string' } },
  'retry-after': {
    description: 'Seconds after which to try again; missing where the gateway itself answers',
    schema: { type: 'integer', minimum: 1 },
  },
  location: {
    description: 'Where the content is, without any token: read it within five minutes',
    schema: { type: 'string', format: 'uri' },
  },
  'content-security-policy': { description: 'What a page may load: nothing', schema: { type: 'string' } },
  'x-content-type-options': { description: 'A page is taken for nothing else', schema: { const: 'nosniff' } },
} as const;

type HeaderName = keyof typeof HEADERS;

/** What every answer of our own code carries. */
const OWN: readonly HeaderName[] = ['x-request-id', 'cache-control'];

/** What a page carries besides: labels in it are whatever somebody has uploaded. */
const OF_PAGES: readonly HeaderName[] = ['content-security-policy', 'x-content-type-options'];

/** The headers of an answer that our code gives, and of no other. */
export const ownHeaders = (...more: readonly HeaderName[]): Json => headersOf([...OWN, ...more], []);

export const pageHeaders = (): Json => ownHeaders(...OF_PAGES);

/** The headers of an answer that the gateway gives by itself. */
export const gatewayHeaders = (): Json => headersOf([], []);

/** The headers of an answer with this status that either may give. */
export const eithersHeaders = (...more: readonly HeaderName[]): Json => headersOf([], [...OWN, ...more]);

const headersOf = (required: readonly HeaderName[], possible: readonly HeaderName[]): Json =>
  Object.fromEntries([
    ...required.map((name) => [name, { ...HEADERS[name], required: true }]),
    ...possible.map((name) => [name, HEADERS[name]]),
    ['apigw-requestid', HEADERS['apigw-requestid']],
  ]);
