import type { IncomingMessage } from 'node:http';

/** One request as it goes over the wire. */
export interface HttpRequest {
  readonly method: string;
  /** Its path is sent as it is written. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** How long, in ms, the answer may take, its body included. */
  readonly timeoutMs: number;
}

/** An answer whose body is read, and may break off, as the stream that it is. */
export type HttpAnswer = IncomingMessage & { readonly statusCode: number };

/**
 * Makes one request over a connection that is kept for the next; redirections are not followed. `fetch` would do, but a
 * function that starts would load it for 50 ms and more, where the module for the address's protocol takes a few. A kept
 * connection that the other side has closed meanwhile, as happens to a function that was frozen, is replaced by another.
 * @throws Error `TimeoutError` when it took too long, and Node's own errors where there is no answer
 */
export async function requestOnce(wanted: HttpRequest): Promise<HttpAnswer> {
  const { method, url, headers, body, timeoutMs } = wanted;
  const { request } = process.getBuiltinModule(url.protocol === 'http:' ? 'node:http' : 'node:https');
  const giveUpAt = process.uptime() * 1_000 + timeoutMs;
  return new Promise((resolve, reject) => {
    let answer: IncomingMessage | undefined;
    const asked = request(url, { method, headers }, (response) => {
      answer = response;
      resolve(response as HttpAnswer);
    });
    const timer = setTimeout(() => (answer ?? asked).destroy(timedOut(timeoutMs)), timeoutMs);
    asked.once('close', () => clearTimeout(timer));
    asked.once('error', (error) => {
      const wasClosed = asked.reusedSocket && !answer && CLOSED.includes(codeOf(error));
      if (!wasClosed) return reject(error);
      resolve(requestOnce({ ...wanted, timeoutMs: Math.floor(giveUpAt - process.uptime() * 1_000) }));
    });
    asked.end(body);
  });
}

/** What a connection says that was closed before it was used. */
const CLOSED: readonly unknown[] = ['ECONNRESET', 'EPIPE'];

const codeOf = (error: Error): unknown => ('code' in error ? error.code : undefined);

/** The whole body. @throws Error when it breaks off */
export async function bytesOf(answer: HttpAnswer): Promise<Buffer> {
  // Node's own iterator over a stream takes longer than all the rest of reading a small answer.
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    answer.on('data', (chunk: Uint8Array) => void chunks.push(chunk));
    answer.once('end', () => resolve(Buffer.concat(chunks)));
    answer.once('error', reject);
    answer.once('close', () => answer.readableEnded || reject(answer.errored ?? new Error('the answer broke off')));
  });
}

/** The whole body as UTF-8 text. @throws Error when it breaks off */
export const textOf = async (answer: HttpAnswer): Promise<string> => (await bytesOf(answer)).toString('utf8');

function timedOut(milliseconds: number): Error {
  const error = new Error(`no whole answer came within ${milliseconds} ms`);
  error.name = 'TimeoutError';
  return error;
}
