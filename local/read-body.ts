import type { IncomingMessage } from 'node:http';

/** The body, or undefined when it is longer; the rest is then read and dropped, so that the sender hears the answer. */
export async function readBody(message: IncomingMessage, mostBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size <= mostBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size <= mostBytes ? Buffer.concat(chunks) : undefined;
}
