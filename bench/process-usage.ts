import { readFileSync } from 'node:fs';

/** What a process has used so far. */
export interface ProcessUsage {
  /** Processor time of all its threads, user and system, in milliseconds. */
  readonly cpuMs: number;
  /** The most memory that was resident at any time, in bytes. */
  readonly peakBytes: number;
}

/** Linux counts processor time in hundredths of a second wherever user programs see it, whatever its own clock. */
const MS_PER_TICK = 10;

/**
 * What a running process has used, as Linux' /proc tells it: one reader for peers in any language, with nothing to
 * install. Undefined when the process has ended, and on systems without /proc.
 */
export function usageOf(pid: number): ProcessUsage | undefined {
  const status = readIfThere(`/proc/${pid}/status`);
  const stat = readIfThere(`/proc/${pid}/stat`);
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  // The program's name stands in brackets and may hold spaces: fields are counted behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [fields[11], fields[12]];
  if (!peak || !user || !system) return undefined;
  return { cpuMs: (Number(user) + Number(system)) * MS_PER_TICK, peakBytes: Number(peak) * 1024 };
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
