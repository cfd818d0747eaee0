import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Benchmark, CannotMeasure, type Report } from './benchmark.ts';
import { classify } from './classify.ts';
import { coldStart } from './cold-start.ts';
import { engine } from './engine.ts';
import { judging } from './judging.ts';
import { labelAudit } from './label-audit.ts';
import { learner } from './learner.ts';
import { describeDisturbance, describeMachine } from './machine.ts';
import { polling } from './polling.ts';
import { prepare } from './prepare.ts';

/** Every benchmark, in the order in which they are run. */
const BENCHMARKS: readonly Benchmark[] = [prepare, labelAudit, learner, engine, classify, coldStart, judging, polling];

const RESULTS = join(import.meta.dirname, 'results');
const USAGE = `npm run bench -- [name...] [--runs N] [--up-to MEGABYTES] [--list]`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
    'up-to': { type: 'string', default: '1000' },
  },
});

const unknown = positionals.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
const [runs, largestMegabytes] = [Number(values.runs), Number(values['up-to'])];
if (unknown.length > 0 || !Number.isInteger(runs) || runs < 1 || !(largestMegabytes > 0)) {
  process.stderr.write(`${unknown.length > 0 ? `There is no benchmark ${unknown.join(', ')}.\n` : ''}${USAGE}\n`);
  process.exitCode = 2;
} else if (values.list) {
  for (const { name, title } of BENCHMARKS) process.stdout.write(`${name}  ${title}\n`);
} else {
  for (const benchmark of BENCHMARKS) {
    if (positionals.length === 0 || positionals.includes(benchmark.name)) await runOne(benchmark);
  }
}

/** Runs one benchmark in a folder of its own, prints what it found and keeps it beside the others' results. */
async function runOne(benchmark: Benchmark): Promise<void> {
  const say = (line: string) => void process.stderr.write(`${benchmark.name}: ${line}\n`);
  const folder = await mkdtemp(join(tmpdir(), `labelsmith-bench-${benchmark.name}-`));
  const disturbance = await describeDisturbance();
  if (disturbance) say(disturbance);
  try {
    const report = await benchmark.measure({ folder, runs, largestMegabytes, say });
    process.stdout.write(`${report.body}\n`);
    await keep(benchmark, report, disturbance);
  } catch (error) {
    if (!(error instanceof CannotMeasure)) throw error;
    say(`not measured: ${error.message}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function keep({ name, title }: Benchmark, { body, drawings = {} }: Report, disturbance: string): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const asked = process.argv.slice(2).filter((word) => word !== name);
  const command = ['npm run bench --', name, ...asked].join(' ');
  const head = [
    `# ${title}`,
    '',
    `Measured on ${day} by \`${command}\` (medians of ${runs}) on ${describeMachine()}.`,
    ...(disturbance ? ['', disturbance] : []),
    '',
  ];
  await mkdir(RESULTS, { recursive: true });
  await writeFile(join(RESULTS, `${name}.md`), `${head.join('\n')}\n${body}\n`);
  for (const [file, drawing] of Object.entries(drawings)) await writeFile(join(RESULTS, file), drawing);
}
