import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A host of models that takes its time, and knows how long it took for each text. */
export interface SlowHost {
  /** Its `/v1` address. */
  readonly url: string;
  /** From a text's request until its answer was handed over, in ms. */
  readonly held: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** Between these, in ms, an answer takes; evenly spread, so that answers do not come all at once. */
const HELD_MS = [150, 250] as const;

/** Answers chat completions with the first of the labels, and log-probabilities of all. */
export async function startSlowHost(labels: readonly string[]): Promise<SlowHost> {
  const held = new Map<string, number>();
  const top_logprobs = labels.map((token, place) => ({ token, logprob: -0.1 - 3 * place }));
  const [first] = top_logprobs;
  const answer = JSON.stringify({
    choices: [{ message: { content: first?.token }, logprobs: { content: [{ ...first, top_logprobs }] } }],
    usage: { prompt_tokens: 20, completion_tokens: 1 },
  });
  let asked = 0;
  const server = createServer(async (request, response) => {
    const arrived = performance.now();
    const content = await contentOf(request);
    asked += 1;
    // Steps of the golden ratio are spread evenly, however many there are (Weyl).
    const share = (asked * 0.618_033_988_75) % 1;
    const wait = HELD_MS[0] + share * (HELD_MS[1] - HELD_MS[0]);
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
      held.set(content, performance.now() - arrived);
    }, wait);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    held,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function contentOf(request: IncomingMessage): Promise<string> {
  const { messages } = JSON.parse(await text(request)) as { messages: { content: string }[] };
  return messages[0]?.content ?? '';
}
