import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { Command } from 'commander';
import { loadTokenizer } from '../../core/dataset/tokens/tokenizer.ts';
import { createEngine } from '../../engine/engine.ts';
import { listenOnLoopback } from '../../local/loopback-server.ts';
import { createDirectoryStore } from '../../services/directory-store.ts';
import { systemClock } from '../../services/system-clock.ts';
import { learnerThreads } from '../../services/threads/learner-threads.ts';
import { DEFAULT_DIRECTORY } from '../client/profile.ts';
import { prepareDirectory } from '../engine/prepare-directory.ts';
import { readApiKey, readWebhooks } from '../engine/secrets.ts';
import { workUntil } from '../engine/work-until.ts';
import { wholeNumber } from './arguments.ts';

const DEFAULT_PORT = 4700;

interface EngineOptions {
  readonly port: number;
  readonly dir: string;
  readonly apiKeyEnv?: string;
  readonly webhook?: readonly string[];
}

/** `labelsmith engine`: the embedded fine-tuning service alone, for any OpenAI client on this machine. */
export function engineCommand(): Command {
  return new Command('engine')
    .description('serve the embedded fine-tuning service alone, for any OpenAI client')
    .option('--port <n>', 'port to listen on; 0 takes a free one', wholeNumber(0, 65_535), DEFAULT_PORT)
    .option('--dir <dir>', 'where files, jobs and models are kept', join(DEFAULT_DIRECTORY, 'engine'))
    .option(
      '--api-key-env <name>',
      'the environment variable with the key that clients must send (default: any will do)',
    )
    .option(
      '--webhook <url>',
      'told when a job or batch ends, signed with OPENAI_WEBHOOK_SECRET; may be given several times',
      (url: string, before: readonly string[] = []) => [...before, url],
    )
    .action(serveEngine);
}

async function serveEngine({ port, dir, apiKeyEnv, webhook = [] }: EngineOptions): Promise<void> {
  // What is kept are people's texts: whatever this process writes is its owner's alone.
  process.umask(0o077);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const apiKey = readApiKey(apiKeyEnv, process.env);
  const reportFault = (fault: unknown) =>
    say(`labelsmith: the engine failed: ${fault instanceof Error ? fault.name : 'unknown'}`);
  const threads = learnerThreads();
  const engine = createEngine({
    workers: threads.workers,
    store: createDirectoryStore(await prepareDirectory(dir)),
    clock: systemClock,
    loadTokenizer,
    webhooks: readWebhooks(webhook, process.env),
    reportEvent: (id, message) => say(`${id}: ${message}`),
    reportFault,
    ...(apiKey !== undefined && { apiKeys: [apiKey] }),
  });
  const listener = getRequestListener(engine.fetch);
  const handler = async (...exchange: Parameters<typeof listener>) => void (await listener(...exchange));
  const server = await listenOnLoopback({ name: 'the engine', port, handler });
  say(`The engine listens at ${server.url}/v1 - for any OpenAI client:`);
  say(`  export OPENAI_BASE_URL=${server.url}/v1 OPENAI_API_KEY=${apiKeyEnv ? `"$${apiKeyEnv}"` : 'any'}`);
  say('Ctrl-C stops it; a job in training goes on with the next start.');
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  await workUntil(stop.signal, engine, reportFault);
  await server.close();
  await threads.close();
}
