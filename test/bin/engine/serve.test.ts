import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import OpenAI, { toFile } from 'openai';
import { sportFile } from '../../engine/example-files.ts';

const LAUNCHER = join(import.meta.dirname, '../../../bin/labelsmith.mjs');
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** The command in a process of its own; resolves when it tells its address. */
async function serve(directory: string, ...args: string[]) {
  const env = { ...process.env, ENGINE_KEY: 'the-key' };
  const child: ChildProcess = spawn(
    process.execPath,
    [LAUNCHER, 'engine', '--port', '0', '--dir', directory, ...args],
    {
      env,
    },
  );
  cleanUps.push(() => child.kill('SIGKILL'));
  let said = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const baseURL = await new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (chunk) => {
      said += String(chunk);
      const address = /listens at (\S+)/.exec(said)?.[1];
      if (address) resolve(address);
    });
    void ended.then(() => reject(new Error(said)));
  });
  return { child, ended, said: () => said, client: (apiKey: string) => new OpenAI({ apiKey, baseURL, maxRetries: 0 }) };
}

test('the command serves, trains, tells how far it is, asks for its key, and ends at Ctrl-C', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'labelsmith-engine-'));
  cleanUps.push(() => rm(directory, { recursive: true }));
  const server = await serve(directory, '--api-key-env', 'ENGINE_KEY');
  await expect(server.client('another').models.list()).rejects.toMatchObject({ status: 401 });
  const client = server.client('the-key');
  const file = await client.files.create({
    file: await toFile(Buffer.from(sportFile('chat', 20)), 'train.jsonl'),
    purpose: 'fine-tune',
  });
  let job = await client.fineTuning.jobs.create({ model: 'ada', training_file: file.id });
  while (!job.finished_at) job = await client.fineTuning.jobs.retrieve(job.id);
  expect(job.status).toBe('succeeded');
  expect(server.said()).toMatch(new RegExp(`${job.id}: Step 1/\\d+: training loss=`));
  expect(server.said()).not.toContain('the-key');
  server.child.kill('SIGINT');
  expect(await server.ended).toBe(0);

  const again = await serve(directory, '--api-key-env', 'ENGINE_KEY');
  expect((await again.client('the-key').fineTuning.jobs.retrieve(job.id)).status).toBe('succeeded');
  again.child.kill('SIGTERM');
  expect(await again.ended).toBe(0);
}, 60_000);

test('a variable that is not set ends the command with what to do', async () => {
  const failure = await serve('unused', '--api-key-env', 'NO_SUCH_VARIABLE').catch((error: unknown) => error);
  expect(String(failure)).toContain('the environment variable NO_SUCH_VARIABLE is not set');
});

test('a file in the place of the directory ends the command with what to do', async () => {
  const failure = await serve(LAUNCHER).catch((error: unknown) => error);
  expect(String(failure)).toMatch(/labelsmith\.mjs cannot be used: expected a directory.*--dir/s);
});
