import OpenAI from 'openai';
import { z } from 'zod';
import { LabelsmithError } from '../../core/errors.ts';

/** What is read of a webhook: OpenAI tells the kind of the event and the object's id, and nothing more. */
const jobEvent = z.object({
  type: z.string().startsWith('fine_tuning.job.'),
  data: z.object({ id: z.string().min(1).max(200) }),
});

/** Signs nothing and asks nobody: the client is here for its check of signatures. */
const client = new OpenAI({ apiKey: 'none' });

/**
 * The id of the fine-tuning job that a webhook is about; undefined when it is about something else. The signature is that
 * of Standard Webhooks, over an id, the time and the body; a time more than five minutes away is refused.
 * @param secret `whsec_...`, as the provider gave it
 * @throws LabelsmithError `InvalidInput` unless the provider signed the body just now
 */
export async function readWebhook(body: string, headers: Headers, secret: string): Promise<string | undefined> {
  try {
    await client.webhooks.verifySignature(body, headers, secret);
  } catch (cause) {
    throw new LabelsmithError(
      'InvalidInput',
      'the webhook is not signed with the secret that is configured, or its time is more than five minutes away',
      "Compare the secret with the one on the provider's page, and the clocks.",
      { cause },
    );
  }
  const event = jobEvent.safeParse(parse(body));
  return event.success ? event.data.data.id : undefined;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
