import { createHmac } from 'node:crypto';

/** Bytes of a secret at least; OpenAI's have 32. */
const FEWEST_SECRET_BYTES = 16;

/**
 * The key in a secret of the form `whsec_<base64>`.
 * @throws Error that says what was expected, without the secret
 */
export function webhookKeyOf(secret: string): Buffer {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1] ?? '';
  const key = Buffer.from(encoded, 'base64');
  if (key.length >= FEWEST_SECRET_BYTES) return key;
  throw new Error(
    `a webhook secret is "whsec_" and then the base64 of ${FEWEST_SECRET_BYTES} random bytes at least: make one with: echo whsec_$(openssl rand -base64 32)`,
  );
}

/**
 * The headers that prove who sent a body and when, as the Standard Webhooks specification has them and OpenAI's clients
 * check them: an HMAC-SHA256 over id, time and body.
 */
export function signedHeaders(key: Buffer, id: string, at: Date, body: string): Record<string, string> {
  const seconds = Math.floor(at.getTime() / 1000);
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` };
}
