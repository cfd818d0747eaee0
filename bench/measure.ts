import { spawn } from 'node:child_process';
import { type ProcessUsage, usageOf } from './process-usage.ts';

/** A program to be run and watched. */
export interface Command {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** What one run of a command took. */
export interface Run extends Partial<ProcessUsage> {
  /** From its start to its end, in milliseconds. */
  readonly wallMs: number;
  readonly stdout: string;
}

/**
 * Between two looks at a running process. Peak and processor time are the system's own counters, so only what is
 * used after the last look goes unseen; a look costs a tenth of a millisecond.
 */
const LOOK_MS = 20;

/** Runs each command so many times, in turns, so that a slow minute of the machine falls on all of them. By name. */
export async function measureInTurns(commands: readonly Command[], runs: number): Promise<Map<string, readonly Run[]>> {
  const taken = new Map<string, Run[]>(commands.map(({ name }) => [name, []]));
  for (let turn = 0; turn < runs; turn++) {
    for (const command of commands) taken.get(command.name)?.push(await runOnce(command));
  }
  return taken;
}

/**
 * Runs a command to its end and watches what it uses.
 * @throws Error when it cannot be started or ends with anything but success, with the end of what it complained
 */
export async function runOnce({ name, program, args }: Command): Promise<Run> {
  const started = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let usage: ProcessUsage | undefined;
  const look = setInterval(() => {
    usage = (child.pid && usageOf(child.pid)) || usage;
  }, LOOK_MS);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  let wallMs = 0;
  child.once('exit', () => {
    wallMs = performance.now() - started;
  });
  try {
    const ending = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(signal ?? String(code)));
    });
    if (ending !== '0') {
      const complaint = Buffer.concat(stderr).toString().trim().split('\n').at(-1) ?? '';
      throw new Error(`${name} ended with ${ending}: ${complaint.slice(0, 200)}`);
    }
  } finally {
    clearInterval(look);
  }
  return { ...usage, wallMs, stdout: Buffer.concat(stdout).toString() };
}

/** The middle value; of an even number, the mean of the two in the middle. Undefined of none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const below = sorted[Math.ceil(sorted.length / 2) - 1];
  const above = sorted[Math.floor(sorted.length / 2)];
  return below === undefined || above === undefined ? undefined : (below + above) / 2;
}
