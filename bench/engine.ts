import { join } from 'node:path';
import OpenAI, { toFile } from 'openai';
import type { Bench, Benchmark, Report } from './benchmark.ts';
import { callWhile } from './engine/calls-while.ts';
import { startEngineProcess } from './engine/engine-process.ts';
import { type LabelledText, readDataSet } from './inputs/data-sets.ts';
import { figure, markdownTable } from './markdown.ts';

/** The embedded engine over HTTP, through the unmodified SDK: how long a large job takes, and what those who ask notice of it. */
export const engine: Benchmark = {
  name: 'engine',
  title: 'The embedded engine over HTTP: a job, and answers while it trains',
  async measure(bench): Promise<Report> {
    const served = await startEngineProcess(join(bench.folder, 'engine'));
    try {
      const client = new OpenAI({ baseURL: served.url, apiKey: 'any', maxRetries: 0 });
      const measured = await measureOn(client, bench);
      const peak = served.peakBytes();
      const memory = `The engine's process had ${figure(peak === undefined ? undefined : peak / 2 ** 20)} MiB resident at most.`;
      return { body: `${measured}\n\n${memory}` };
    } finally {
      await served.stop();
    }
  },
};

/** Calls under way at any time. */
const AT_ONCE = 100;

async function measureOn(client: OpenAI, { say }: Bench): Promise<string> {
  const small = await train(client, 'sms-spam', say);
  const model = small.model;
  const texts = readDataSet('sms-spam.test').map(({ text }) => text);
  say('answers with nothing else to do');
  const idle = await callWhile({ client, model, texts, atOnce: AT_ONCE, until: sleep(5_000) });
  say('answers while newsgroups-20 trains');
  let large: Trained | undefined;
  const training = train(client, 'newsgroups-20', say).then((trained) => {
    large = trained;
  });
  const busy = await callWhile({ client, model, texts, atOnce: AT_ONCE, until: training });
  say('newsgroups-20 again, with nothing else to do');
  const alone = await train(client, 'newsgroups-20', say);
  const jobs = markdownTable(
    ['job', 'create answers in ms', 'ended after s', 'epochs'],
    [
      ['sms-spam', small],
      ['newsgroups-20', alone],
      [`newsgroups-20 with ${AT_ONCE} calls at once`, large],
    ].map(([name, trained]) => jobRow(String(name), trained as Trained | undefined)),
  );
  const calls = markdownTable(
    [
      `${AT_ONCE} chat completions at once`,
      'calls',
      'failed',
      'a second',
      'median ms',
      '99th percentile ms',
      'longest ms',
    ],
    [
      ['nothing else to do', ...idle.cells()],
      ['while newsgroups-20 trains', ...busy.cells()],
    ],
  );
  return `${jobs}\n\n${calls}`;
}

interface Trained {
  readonly model: string;
  readonly createMs: number;
  readonly seconds: number;
  readonly epochs: number;
}

const jobRow = (name: string, trained: Trained | undefined): string[] => [
  name,
  figure(trained?.createMs),
  figure(trained?.seconds, 1),
  figure(trained?.epochs),
];

async function train(client: OpenAI, set: string, say: (line: string) => void): Promise<Trained> {
  const file = await client.files.create({
    file: await toFile(Buffer.from(readDataSet(`${set}.train`).map(chatLine).join('')), `${set}.jsonl`),
    purpose: 'fine-tune',
  });
  const started = performance.now();
  let job = await client.fineTuning.jobs.create({ model: 'labelsmith-linear-1', training_file: file.id });
  const createMs = performance.now() - started;
  while (!['succeeded', 'failed', 'cancelled'].includes(job.status)) {
    await sleep(250);
    job = await client.fineTuning.jobs.retrieve(job.id);
  }
  const seconds = (performance.now() - started) / 1_000;
  if (!job.fine_tuned_model) throw new Error(`the job on ${set} ended as ${job.status}`);
  say(`${set} trained in ${seconds.toFixed(1)} s`);
  return { model: job.fine_tuned_model, createMs, seconds, epochs: Number(job.hyperparameters.n_epochs) };
}

const chatLine = ({ text, label }: LabelledText): string =>
  `${JSON.stringify({
    messages: [
      { role: 'user', content: text },
      { role: 'assistant', content: label },
    ],
  })}\n`;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
