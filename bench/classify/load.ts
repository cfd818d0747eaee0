import { Agent, request } from 'node:http';

/** One kind of request, as it is made again and again. */
export interface Load {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of the next request. */
  next(): string;
  /** Requests under way at any time, each over a connection of its own that is kept. */
  readonly atOnce: number;
}

/**
 * Makes requests for so long.
 * @returns how many were answered a second
 * @throws Error when one is not answered with 200
 */
export async function requestsASecond(load: Load, milliseconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.atOnce });
  const began = performance.now();
  let answered = 0;
  const ask = async () => {
    while (performance.now() - began < milliseconds) {
      await askOnce(load, agent);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: load.atOnce }, ask));
  const seconds = (performance.now() - began) / 1_000;
  agent.destroy();
  return answered / seconds;
}

function askOnce({ url, headers, next }: Load, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${url.href} answered ${response.statusCode}`));
      });
      response.once('error', reject);
    });
    asked.once('error', reject);
    asked.end(next());
  });
}
