import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** The machine in one line, by what decides a measurement; nothing that identifies it. */
export function describeMachine(): string {
  const cores = availableParallelism();
  const model = cpus()[0]?.model.trim() || 'an unknown processor';
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${cores} ${cores === 1 ? 'core' : 'cores'} of ${model}, ${memory} GiB of memory, Node ${process.versions.node}`;
}

/** Programs that want to run at a time, other than the one that asks, above which a measurement is not undisturbed. */
const QUIET = 0.5;

/** A sentence about other programs that are running now and make wall-clock times longer; empty on a quiet machine. */
export function describeDisturbance(): string {
  const [load = 0] = loadavg();
  if (load <= QUIET) return '';
  return `Other programs were running as it began (load ${load.toFixed(1)}): seconds are too long, CPU seconds less so.`;
}
