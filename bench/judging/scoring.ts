import { providerEnvironment } from '../../core/contract/environment.ts';
import type { HeldOutExample } from '../../core/evaluation/scoring/held-out.ts';
import { RESERVE_MS, scoreResumably } from '../../core/evaluation/scoring/resume-scoring.ts';
import { createRunRecord } from '../../core/run/run-record.ts';
import type { Store } from '../../core/store.ts';
import { embeddedEngine } from '../../services/embedded-engine.ts';
import { createProviders } from '../../services/providers.ts';
import { systemClock } from '../../services/system-clock.ts';
import { openBucket } from '../../test/support/local-bucket.ts';
import type { Bench } from '../benchmark.ts';
import { type LabelledText, readDataSet } from '../inputs/data-sets.ts';
import { trainModel } from '../inputs/trained-model.ts';
import { figure, markdownTable } from '../markdown.ts';
import { median } from '../measure.ts';

const EXAMPLES = 10_000;
const GOAL_SECONDS = 5;
/** As much time as the function has that scores, in ms. */
const FUNCTION_MS = 600_000;

/** How long it takes to score 10,000 examples with the embedded engine and to keep every answer, in an S3 bucket. */
export async function scoring({ runs, say }: Bench): Promise<string> {
  const { store, close } = await openBucket();
  const rows: string[][] = [];
  try {
    for (const [name, train, test] of sets()) {
      say(`scoring: ${name}`);
      rows.push(await scoreSet(store, name, { train, test, runs }));
    }
  } finally {
    await close();
  }
  return markdownTable(
    ['scoring 10,000 examples', 'classes', 'goal, s', 'seconds', 'CPU seconds', 'predictions.jsonl, MB'],
    rows,
  );
}

function sets(): [string, LabelledText[], LabelledText[]][] {
  return [
    ['sms-spam', readDataSet('sms-spam.train'), readDataSet('sms-spam.test')],
    ['banking77', readDataSet('banking77.train'), readDataSet('banking77.test')],
  ];
}

interface Scored {
  readonly train: readonly LabelledText[];
  readonly test: readonly LabelledText[];
  readonly runs: number;
}

async function scoreSet(store: Store, name: string, { train, test, runs }: Scored): Promise<string[]> {
  const labels = [...new Set(train.map(({ label }) => label))];
  const model = await trainModel(embeddedEngine(store, systemClock), train);
  const providers = createProviders(providerEnvironment.parse({ PROVIDER: 'embedded' }), store, systemClock);
  const host = await providers.prediction({ provider: 'embedded', baseUrl: '' });
  const examples: HeldOutExample[] = Array.from({ length: EXAMPLES }, (_, row) => {
    const { text = '', label = '' } = test[row % test.length] ?? {};
    return { row, text, expected: label };
  });
  const served = {
    classifier: 'measured',
    version: 1,
    model,
    provider: 'embedded',
    format: 'chat',
    promptForm: undefined,
    labels: labels.map((label) => ({ label, answer: label })),
  } as const;
  const [seconds, cpuSeconds]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < runs; turn += 1) {
    const run = `${name.replaceAll(' ', '-')}-${turn}`;
    const records = { store, clock: systemClock };
    const start = { run, classifier: 'measured', source: { key: 'uploads/measured/a.csv' }, force: false };
    await createRunRecord(records, { ...start, cause: 'upload', settings: '' });
    const deadline = new Date(Date.now() + FUNCTION_MS + RESERVE_MS);
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    const task = { run, file: 'predictions.jsonl', by: 'the candidate', host } as const;
    await scoreResumably({ ...records, providers, deadline }, task, served, examples);
    seconds.push((performance.now() - started) / 1_000);
    const { user, system } = process.cpuUsage(cpu);
    cpuSeconds.push((user + system) / 1e6);
  }
  const file = await store.head(`runs/${name.replaceAll(' ', '-')}-0/predictions.jsonl`);
  return [
    name,
    figure(labels.length),
    `under ${GOAL_SECONDS}`,
    figure(median(seconds), 2),
    figure(median(cpuSeconds), 2),
    figure((file?.size ?? 0) / 1e6, 1),
  ];
}
