import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LoopbackHandler, type LoopbackServer, listenOnLoopback } from '../../local/loopback-server.ts';

/** `silent`: the connection is taken, and nothing comes. `drips`: an answer begins, and comes a byte at a time, without end. */
export type Hanging = 'silent' | 'drips';

const DRIP_MS = 20;
/** A connection on this machine is told of its end sooner. */
const NOTICE_MS = 100;
/** More than ever drips. */
const PROMISED_BYTES = 1_000_000;

/** A server over HTTP that holds requests while a test says so, and otherwise answers as its handler does. */
export class HangingServer {
  readonly #held = new Set<ServerResponse>();
  #holding: { path: RegExp; manner: Hanging } | undefined;
  #server: LoopbackServer | undefined;

  static async start(handler: LoopbackHandler): Promise<HangingServer> {
    const hanging = new HangingServer();
    hanging.#server = await listenOnLoopback({
      name: 'a server that hangs',
      port: 0,
      handler: (request, response) => {
        const manner = hanging.#mannerFor(request.url ?? '');
        return manner ? hanging.#hold(response, manner) : handler(request, response);
      },
    });
    return hanging;
  }

  get url(): string {
    if (!this.#server) throw new Error('the server was not started');
    return this.#server.url;
  }

  /** From now on requests for such paths are held. */
  hold(path: RegExp, manner: Hanging): void {
    this.#holding = { path, manner };
  }

  /** From now on every request is answered; those that are held stay so. */
  answer(): void {
    this.#holding = undefined;
  }

  /** How many requests are held whose client has not hung up: one that just has is noticed by then. */
  async held(): Promise<number> {
    await sleep(NOTICE_MS);
    return this.#held.size;
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  #mannerFor(path: string): Hanging | undefined {
    return this.#holding?.path.test(path) ? this.#holding.manner : undefined;
  }

  #hold(response: ServerResponse, manner: Hanging): void {
    this.#held.add(response);
    let drip: NodeJS.Timeout | undefined;
    if (manner === 'drips') {
      response.writeHead(200, { 'content-length': PROMISED_BYTES, etag: '"drips"' });
      drip = setInterval(() => response.write(' '), DRIP_MS);
    }
    response.once('close', () => {
      clearInterval(drip);
      this.#held.delete(response);
    });
  }
}
