import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';

const PROGRAM = resolve(import.meta.dirname, '../../bin/labelsmith.ts');

/** `labelsmith engine` as a process of its own, which can be killed and started again at the same address. */
export class EngineProcess {
  readonly baseUrl: string;
  readonly #arguments: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, directory: string) {
    this.baseUrl = `http://127.0.0.1:${port}/v1`;
    this.#arguments = [PROGRAM, 'engine', '--port', String(port), '--dir', directory];
  }

  static async start(directory: string): Promise<EngineProcess> {
    const engine = new EngineProcess(await freePort(), directory);
    await engine.begin();
    return engine;
  }

  /** Starts it, and waits until it answers. */
  async begin(): Promise<void> {
    this.#process = spawn(process.execPath, this.#arguments, { stdio: 'ignore' });
    for (let attempt = 0; attempt < 300; attempt += 1) {
      const answer = await fetch(`${this.baseUrl}/models`, { headers: { authorization: 'Bearer any' } }).catch(
        () => null,
      );
      if (answer?.ok) return;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error('the engine does not answer');
  }

  /** Ends it as a power failure does. */
  async kill(): Promise<void> {
    if (this.#process?.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill('SIGKILL');
    await once(this.#process, 'exit');
  }

  /** The engine's jobs, as any client is told of them. */
  async jobs(): Promise<{ readonly id: string; readonly status: string }[]> {
    const answer = await fetch(`${this.baseUrl}/fine_tuning/jobs`, { headers: { authorization: 'Bearer any' } });
    return (await answer.json()).data;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
