import { LabelsmithError } from '../../../core/errors.ts';
import { lookAtJob } from '../../../core/tuning/look-at-job.ts';
import { runOfJob } from '../../../core/tuning/run-of-job.ts';
import type { RouteHandler } from '../request.ts';

/** A webhook's body is a few hundred bytes: what is longer is not parsed, signed or not. */
const MOST_BYTES = 65_536;

/**
 * What the provider tells by itself. Only which job it is about is believed: the job is then looked at, as at every poll.
 * Told again, or told by somebody who recorded it, it is one more look and nothing else.
 */
export const webhookRoutes = {
  'POST /v1/webhooks/openai': async (request, context) => {
    const secret = await context.webhookSecret();
    if (!secret) {
      throw new LabelsmithError(
        'NotFound',
        'no secret for webhooks is configured, so that nobody could tell true ones from forged ones',
        'Deploy with -c webhookSecret=NAME, the name of the secret in Secrets Manager.',
      );
    }
    const body = await request.req.text();
    if (Buffer.byteLength(body) > MOST_BYTES) {
      throw new LabelsmithError(
        'TooLarge',
        `a webhook has ${MOST_BYTES} bytes at most`,
        'Send what the provider sends.',
      );
    }
    // Loaded here, because the provider's SDK comes with it, which no other route needs to be answered.
    const { readWebhook } = await import('../../../services/input/openai-webhook.ts');
    const job = await readWebhook(body, request.req.raw.headers, secret);
    const run = job === undefined ? undefined : await runOfJob(context.store, job);
    const look = run === undefined ? undefined : await lookAtJob(context, run);
    // An answer that is no success has the provider tell it again, later.
    if (look?.silence) throw look.silence;
    return request.body(null, 204);
  },
} as const satisfies Readonly<Record<string, RouteHandler>>;
