import type { AnnouncementRecord } from '../records/announcement-record.ts';
import { secondsOf } from '../wire/seconds.ts';
import { signedHeaders } from './signature.ts';

/** Longest wait for a receiver's answer, in ms. */
const ANSWER_MS = 10_000;

/**
 * Sends one request, which the signal ends. It is given beside the request as well: a request alone holds its signal so
 * loosely that the garbage collector takes it, and with it the time-out.
 */
export type Post = (request: Request, init: { readonly signal: AbortSignal }) => Promise<Response>;

/**
 * Posts an event as OpenAI does. A redirection counts as a failure: what is signed for one address goes to no other.
 * @returns undefined when the receiver took it, else what happened, to be read after `A webhook`
 */
export async function postAnnouncement(
  post: Post,
  { url, key }: { readonly url: string; readonly key: Buffer },
  { event, type, subject, createdAt }: AnnouncementRecord,
  { at, stop }: { readonly at: Date; readonly stop: AbortSignal | undefined },
): Promise<string | undefined> {
  const body = JSON.stringify({
    id: event,
    object: 'event',
    created_at: secondsOf(createdAt),
    type,
    data: { id: subject },
  });
  const signal = AbortSignal.any([AbortSignal.timeout(ANSWER_MS), ...(stop ? [stop] : [])]);
  try {
    const request = new Request(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...signedHeaders(key, event, at, body) },
      body,
      signal,
    });
    const response = await post(request, { signal });
    await response.body?.cancel();
    return response.ok ? undefined : `was answered with ${response.status}`;
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError'
      ? `was not answered within ${ANSWER_MS / 1000} seconds`
      : 'could not be delivered';
  }
}
