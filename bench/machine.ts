import { availableParallelism, cpus, totalmem } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** The machine in one line, by what decides a measurement; nothing that identifies it. */
export function describeMachine(): string {
  const cores = availableParallelism();
  const model = cpus()[0]?.model.trim() || 'an unknown processor';
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${cores} ${cores === 1 ? 'core' : 'cores'} of ${model}, ${memory} GiB of memory, Node ${process.versions.node}`;
}

/** How long the processors are watched. Their times are counted in hundredths of a second. */
const WATCHED_MS = 2_000;
/** Share of the processors' time that others may take until a measurement is not undisturbed. */
const QUIET = 0.1;

/** What each processor has spent its time on since the machine's start, in any unit, as `os.cpus` tells it. */
type ProcessorTimes = () => readonly {
  readonly times: { readonly idle: number; readonly [spentOn: string]: number };
}[];

/**
 * A sentence about other programs that are running now and make wall-clock times longer; empty on a quiet machine, and
 * where the system does not count. This program does nothing while it watches, so all that is not idle is theirs; the load
 * average would count what it did just before.
 * @param look tells the times at the beginning and at the end of the watch
 */
export async function describeDisturbance(look: ProcessorTimes = cpus, watchedMs = WATCHED_MS): Promise<string> {
  const before = sumTimes(look());
  await pause(watchedMs);
  const after = sumTimes(look());
  const passed = after.all - before.all;
  const taken = passed > 0 ? 1 - (after.idle - before.idle) / passed : 0;
  if (taken <= QUIET) return '';
  return `Other programs were running as it began (${Math.round(taken * 100)}% of the processors' time): seconds are too long, CPU seconds less so.`;
}

function sumTimes(processors: ReturnType<ProcessorTimes>): { readonly all: number; readonly idle: number } {
  const times = processors.map((processor) => processor.times);
  const all = times.flatMap((spent) => Object.values(spent)).reduce((sum, time) => sum + time, 0);
  return { all, idle: times.reduce((sum, { idle }) => sum + idle, 0) };
}
