import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { Command } from 'commander';
import { loadTokenizer } from '../../core/dataset/tokens/tokenizer.ts';
import { createEngine, type Engine } from '../../engine/engine.ts';
import { listenOnLoopback } from '../../local/loopback-server.ts';
import { createDirectoryStore } from '../../services/directory-store.ts';
import { learnerThreads } from '../../services/learner-threads.ts';
import { systemClock } from '../../services/system-clock.ts';
import { DEFAULT_DIRECTORY } from '../client/profile.ts';
import { wholeNumber } from './arguments.ts';

const DEFAULT_PORT = 4700;
/** Between two looks for jobs that wait to be trained. */
const IDLE_MS = 200;
/** One turn of training: long enough for an epoch of most files, short enough to serve other jobs in between. */
const TURN = { budgetMs: 600_000, softMs: 2_000 };

interface EngineOptions {
  readonly port: number;
  readonly dir: string;
}

/** `labelsmith engine`: the embedded fine-tuning service alone, for any OpenAI client on this machine. */
export function engineCommand(): Command {
  return new Command('engine')
    .description('serve the embedded fine-tuning service alone, for any OpenAI client')
    .option('--port <n>', 'port to listen on; 0 takes a free one', wholeNumber(0, 65_535), DEFAULT_PORT)
    .option('--dir <dir>', 'where files, jobs and models are kept', join(DEFAULT_DIRECTORY, 'engine'))
    .action(serveEngine);
}

async function serveEngine({ port, dir }: EngineOptions): Promise<void> {
  // What is kept are people's texts: whatever this process writes is its owner's alone.
  process.umask(0o077);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const threads = learnerThreads();
  const engine = createEngine({
    workers: threads.workers,
    store: createDirectoryStore(resolve(dir)),
    clock: systemClock,
    loadTokenizer,
    reportFault: (fault) => say(`labelsmith: the engine failed: ${fault instanceof Error ? fault.name : 'unknown'}`),
  });
  const listener = getRequestListener(engine.fetch);
  const handler = async (...exchange: Parameters<typeof listener>) => void (await listener(...exchange));
  const server = await listenOnLoopback({ name: 'the engine', port, handler });
  say(`The engine listens at ${server.url}/v1 - for any OpenAI client:`);
  say(`  export OPENAI_BASE_URL=${server.url}/v1 OPENAI_API_KEY=any`);
  say('Ctrl-C stops it; a job in training goes on with the next start.');
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  await trainUntil(stop.signal, engine);
  await server.close();
  await threads.close();
}

/** Trains whatever waits, a turn at a time, the oldest job first. */
async function trainUntil(stop: AbortSignal, engine: Engine): Promise<void> {
  while (!stop.aborted) {
    const jobs = await engine.pendingJobs();
    for (const job of jobs) if (!stop.aborted) await engine.advance(job, TURN);
    await sleep(jobs.length ? 0 : IDLE_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}
