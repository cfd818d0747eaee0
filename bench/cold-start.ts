import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLES, bundleFunctions } from '../lib/function-bundles.ts';
import type { Bench, Benchmark, Report } from './benchmark.ts';
import { bundleNaive, kilobytesOf } from './cold-start/naive-bundle.ts';
import { readDataSet } from './inputs/data-sets.ts';
import { serveClassifier } from './inputs/served-classifier.ts';
import { figure, markdownTable } from './markdown.ts';
import { type Command, measureInTurns, median, type Run } from './measure.ts';
import { mediansOf } from './medians.ts';

const ROOT = join(import.meta.dirname, '..');
const STARTER = join(import.meta.dirname, 'cold-start/first-answer.mjs');
/** Starts of each bundle for each run that was asked for: one takes tenths of a second, and varies by tenths of itself. */
const STARTS_PER_RUN = 7;
/** A function may take this share of the naive bundle's time. */
const GOAL = 1 / 3;

/** How long somebody waits whose request starts classify-text, beside the same handler bundled without a thought. */
export const coldStart: Benchmark = {
  name: 'cold-start',
  title: 'Cold start of classify-text: from a fresh process to its first answer',
  async measure(bench): Promise<Report> {
    const served = await serveClassifier(readDataSet('sms-spam.train'));
    try {
      const ask = [JSON.stringify(served.environment), JSON.stringify(served.event('Free entry: call now to win'))];
      return { body: await measureBundles(bench, ask) };
    } finally {
      await served.close();
    }
  },
};

interface Variant {
  readonly name: string;
  readonly bundle: string;
}

async function measureBundles({ folder, runs, say }: Bench, ask: readonly string[]): Promise<string> {
  await bundleFunctions(ROOT);
  const idle = join(folder, 'idle.mjs');
  writeFileSync(idle, 'export const handler = async () => ({ statusCode: 200, body: "{}" });\n');
  const naive = { name: 'naive: openai and AWS SDK, CJS, not minified', bundle: await bundleNaive(folder, 'naive') };
  const ours = { name: 'classify-text as deployed', bundle: join(ROOT, BUNDLES, 'classify-text/index.mjs') };
  const variants: Variant[] = [
    naive,
    { name: 'the naive handler as ESM, minified', bundle: await bundleNaive(folder, 'minified') },
    ours,
    { name: 'Node alone: a handler that does nothing', bundle: idle },
  ];
  const commands = variants.map(
    ({ name, bundle }): Command => ({ name, program: process.execPath, args: [STARTER, bundle, ...ask] }),
  );
  await measureInTurns(commands, 1);
  const starts = STARTS_PER_RUN * runs;
  say(`${starts} starts of each of ${variants.length} bundles`);
  const taken = await measureInTurns(commands, starts);
  checkSameAnswer([naive, ours].map(({ name }) => taken.get(name)));
  const msOf = ({ name }: Variant) => middleMs(taken.get(name) ?? []);
  const share = msOf(ours) / msOf(naive);
  const rows = variants.map((variant) => [
    variant.name,
    figure(kilobytesOf(variant.bundle)),
    figure(msOf(variant)),
    figure(mediansOf(taken.get(variant.name) ?? []).cpuSeconds, 2),
    `${figure((100 * msOf(variant)) / msOf(naive))}%`,
  ]);
  return [
    `A model of sms-spam in a bucket of the local S3, answered by the embedded engine. Each bundle was started ${starts} times, in turns, after one start that does not count; from the start of the process to its end, right after the answer. No bundle takes the SDK from the runtime.`,
    markdownTable(['bundle', 'KB', 'median ms', 'CPU s', 'of the naive'], rows),
    `Goal: a third of the naive bundle's time. Measured: ${figure(100 * share, 1)}%, ${share <= GOAL ? 'reached' : 'not reached'}. A model at another host is asked over the same \`node:http\` by the same bundle: instead of the model's file its key is read, and the host's own time is added.`,
  ].join('\n\n');
}

const middleMs = (runs: readonly Run[]): number => median(runs.map(({ wallMs }) => wallMs)) ?? Number.NaN;

/** @throws Error when two bundles do not answer alike: then one of them did less than it should have */
function checkSameAnswer(taken: readonly (readonly Run[] | undefined)[]): void {
  const answers = new Set(
    taken.flatMap((runs) => runs?.map(({ stdout }) => stdout.trimEnd().split('\n').at(-1)) ?? []),
  );
  if (answers.size !== 1) throw new Error(`the bundles gave ${answers.size} different answers`);
}
