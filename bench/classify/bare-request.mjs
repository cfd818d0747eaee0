// Asks a host for one text and does nothing else: what of a function's own time is the connection's, and not its own.
// A handler as `time-handler.ts` takes one; HOST_URL is the host's `/v1` address.
import { request } from 'node:http';

/** @param {{ body: string }} event */
export async function handler({ body }) {
  const { text } = JSON.parse(body);
  const asked = JSON.stringify({ model: 'held', messages: [{ role: 'user', content: text }], max_tokens: 1 });
  const answer = await new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(`${process.env.HOST_URL}/chat/completions`, { method: 'POST', headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(asked);
  });
  return { statusCode: 200, body: answer.choices[0].message.content };
}
