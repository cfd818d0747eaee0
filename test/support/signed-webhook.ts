import { createHmac } from 'node:crypto';

const KEY = Buffer.from('a key of thirty-two bytes, no less');

/** As a provider gives it out. */
export const WEBHOOK_SECRET = `whsec_${KEY.toString('base64')}`;

export const secondsNow = () => Math.floor(Date.now() / 1000);

/** Headers as Standard Webhooks has them: the signature is over an id, the time and the body. */
export function signed(body: string, { at = secondsNow(), key = KEY, id = 'wh_1' } = {}): Headers {
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64');
  return new Headers({ 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` });
}

/** The body of a webhook about a fine-tuning job, as OpenAI sends it. */
export const jobWebhook = (job: string, type = 'fine_tuning.job.succeeded') =>
  JSON.stringify({ id: 'evt_1', object: 'event', created_at: secondsNow(), type, data: { id: job } });
