import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { PROGRAM } from '../preparation/command.ts';
import { usageOf } from '../process-usage.ts';

export interface EngineProcess {
  /** Address of the API, `/v1` included. */
  readonly url: string;
  /** The most memory that was resident so far, in bytes; undefined where the system does not tell. */
  peakBytes(): number | undefined;
  /** Processor time so far; undefined where the system does not tell. */
  cpuMs(): number | undefined;
  stop(): Promise<void>;
}

/**
 * `labelsmith engine` in a process of its own, on a free port.
 * @throws Error when it ends before it listens
 */
export async function startEngineProcess(folder: string): Promise<EngineProcess> {
  const args = [PROGRAM, 'engine', '--port', '0', '--dir', folder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let url: string | undefined;
  for await (const line of createInterface({ input: child.stderr })) {
    url = /http:\/\/\S+\/v1/.exec(line)?.[0];
    if (url) break;
  }
  if (!url) throw new Error('the engine ended before it listened');
  child.stderr.resume();
  const usage = () => (child.pid === undefined ? undefined : usageOf(child.pid));
  return {
    url,
    peakBytes: () => usage()?.peakBytes,
    cpuMs: () => usage()?.cpuMs,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
