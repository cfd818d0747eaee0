import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from '../../core/store.ts';
import { modelWeightsKey } from '../../engine/keys.ts';
import { BUNDLES } from '../../lib/function-bundles.ts';
import type { Bench } from '../benchmark.ts';
import { readDataSet } from '../inputs/data-sets.ts';
import { type ServedClassifier, serveClassifier } from '../inputs/served-classifier.ts';
import { putIntoService } from '../inputs/served-version.ts';
import { figure, markdownTable } from '../markdown.ts';
import { startSlowHost } from './slow-host.ts';
import type { Times, Timing } from './time-handler.ts';

const PROGRAM = join(import.meta.dirname, 'time-handler.ts');
const BUNDLE = join(import.meta.dirname, '../..', BUNDLES, 'classify-text/index.mjs');
const BARE = join(import.meta.dirname, 'bare-request.mjs');
const REMOTE = 'remote';
const WARM_UP = 200;
/** Requests that count, by how many are under way at once: one after the other, each takes a fifth of a second. */
const REMOTE_REQUESTS = { 1: 100, 50: 4_000 } as const;
const EMBEDDED_REQUESTS = 4_000;
/** What classify may take on top of the model call, in ms. */
const GOAL = { median: 2, high: 5 };

/** Measures what the deployed handler takes on top of the model call, for a host elsewhere and for the embedded engine. */
export async function measureOwnTime({ folder, runs, say }: Bench): Promise<string> {
  const served = await serveClassifier(readDataSet('sms-spam.train'));
  const host = await startSlowHost(served.labels);
  try {
    const remote = { classifier: REMOTE, provider: 'openai-compatible', baseUrl: host.url } as const;
    await putIntoService(served.store, { ...remote, model: 'held', labels: served.labels });
    const rows: Row[] = [];
    for (const atOnce of [1, 50] as const) {
      for (const [who, bundle] of [
        ['classify', BUNDLE],
        [A_BARE_REQUEST, BARE],
      ] as const) {
        say(`own time of ${who} beside a host, ${atOnce} at once`);
        const texts = distinctTexts(WARM_UP + runs * REMOTE_REQUESTS[atOnce]);
        const asked = { texts, atOnce, classifier: REMOTE, bundle, environment: { HOST_URL: host.url } };
        const times = await time(served, asked);
        const model = texts.slice(WARM_UP).map((text) => host.held.get(text) ?? Number.NaN);
        rows.push({ who, name: `a host that takes 150 to 250 ms, ${atOnce} at once`, ...times, model });
      }
    }
    say('own time beside the embedded engine');
    const file = join(folder, 'model.bin');
    writeFileSync(file, (await readBytes(served.store, modelWeightsKey(served.model)))?.bytes ?? '');
    const texts = distinctTexts(WARM_UP + runs * EMBEDDED_REQUESTS);
    const embedded = await time(served, { texts, atOnce: 1, classifier: served.classifier, file });
    rows.push({ who: 'classify', name: 'the embedded engine, 1 at once', ...embedded });
    return tell(rows);
  } finally {
    await host.close();
    await served.close();
  }
}

const A_BARE_REQUEST = 'a bare request';

interface Row extends Times {
  readonly who: 'classify' | typeof A_BARE_REQUEST;
  readonly name: string;
}

interface Asked {
  readonly texts: readonly string[];
  readonly atOnce: number;
  readonly classifier: string;
  /** What answers. @default classify-text */
  readonly bundle?: string;
  /** What it is told besides. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The model that is also asked alone. */
  readonly file?: string;
}

async function time(served: ServedClassifier, asked: Asked): Promise<Times> {
  const { texts, atOnce, classifier, file, bundle = BUNDLE, environment } = asked;
  const timing: Timing = {
    bundle,
    environment: { ...served.environment, ...environment },
    events: texts.map((text) => served.event(text, classifier)),
    atOnce,
    warmUp: WARM_UP,
    alone: file === undefined ? undefined : { file, texts },
  };
  const child = fork(PROGRAM, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  // The function's log, metrics among it: read, as Lambda does, and not looked at.
  child.stdout?.resume();
  return new Promise((resolve, reject) => {
    child.once('message', (times) => resolve(times as Times));
    child.once('exit', (code) => reject(new Error(`${PROGRAM} ended with ${code} before it told its times`)));
    child.send(timing);
  });
}

/** No two are equal, so that none is answered from memory. */
function distinctTexts(count: number): string[] {
  const texts = readDataSet('sms-spam.test').map(({ text }) => text);
  return Array.from({ length: count }, (_, place) => `${texts[place % texts.length]} ${place}`);
}

function tell(rows: readonly Row[]): string {
  const measured = rows.map((row) => {
    const { handler, model } = row;
    const own = handler.map((ms, place) => ms - (model[place] ?? Number.NaN)).sort((a, b) => a - b);
    const [median, high] = [at(own, 0.5), at(own, 0.99)];
    return {
      reached: row.who !== 'classify' || (median < GOAL.median && high < GOAL.high),
      cells: cellsOf(row, median, high),
    };
  });
  const titles = [
    'who asks',
    'the model is at',
    'requests',
    'handler, median ms',
    'model call, median ms',
    'own, median ms',
    'own, 99th percentile ms',
    'own CPU ms',
  ];
  const reached = measured.every((row) => row.reached);
  return [
    "The bundle of classify-text as deployed, in one warm process, with the bucket in the local S3, metrics and all. Every text is another one, so that none is answered from memory. A host's model call is what the host itself measured from a request's arrival to its answer: connections, JSON and waiting for the processor are own time. The embedded engine's is the prediction alone, made again after each request. Lambda would give each of the 50 a process of its own; here they share one. A bare request sends the same text over `node:http` and reads the answer, in a process like the others: so much of own time is the connection's.",
    markdownTable(
      titles,
      measured.map(({ cells }) => cells),
    ),
    `Goal: a median under ${GOAL.median} ms and a 99th percentile under ${GOAL.high} ms. ${reached ? 'Reached' : 'Not reached'}.`,
  ].join('\n\n');
}

const cellsOf = ({ who, name, handler, model, ownCpuMs }: Row, median: number, high: number): string[] => [
  who,
  name,
  figure(handler.length),
  ...[
    at(
      handler.toSorted((a, b) => a - b),
      0.5,
    ),
    at(
      model.toSorted((a, b) => a - b),
      0.5,
    ),
  ].map((ms) => figure(ms, 2)),
  figure(median, 2),
  figure(high, 2),
  figure(ownCpuMs, 2),
];

const at = (rising: readonly number[], share: number): number =>
  rising[Math.min(Math.floor(rising.length * share), rising.length - 1)] ?? Number.NaN;
