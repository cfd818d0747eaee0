import { fitModel } from '../../core/learner/fit.ts';
import { predict } from '../../core/learner/model/model.ts';
import type { Bench } from '../benchmark.ts';
import { readDataSet } from '../inputs/data-sets.ts';
import { figure, markdownTable } from '../markdown.ts';
import { median } from '../measure.ts';

/** Time for one measurement: many times longer than a pause of the collector. */
const MEASURED_MS = 2_000;
const TEXT_BYTES = 2_048;
const TEXTS = 5_000;

/** How many short texts a second, how long a text of 2 KB takes, and what a prediction leaves for the collector. */
export async function predicting({ runs, say }: Bench): Promise<string> {
  say('predictions');
  const sms = (await fitModel(readDataSet('sms-spam.train'))).model;
  const texts = readDataSet('sms-spam.test').map(({ text }) => text);
  const into = new Float64Array(sms.labels.length);
  const rates = Array.from({ length: runs }, () => {
    let done = 0;
    const started = performance.now();
    while (performance.now() - started < MEASURED_MS) {
      for (const text of texts) predict(sms, text, into);
      done += texts.length;
    }
    return (done * 1_000) / (performance.now() - started);
  });

  const posts = (await fitModel(readDataSet('newsgroups-sport.train'))).model;
  const long = textsOf(TEXT_BYTES);
  for (const text of long.slice(0, 500)) predict(posts, text);
  const times = long.map((text) => {
    const started = performance.now();
    predict(posts, text);
    return performance.now() - started;
  });
  times.sort((a, b) => a - b);
  const rows = [
    ['left for the collector by a short text, bytes', '', figure(bytesLeft(() => predict(sms, texts[0] ?? '', into)))],
    ['short texts (sms-spam) a second, one core', '20,000 or more', figure(median(rates))],
    ['text of 2 KB (newsgroups-sport), median ms', '', figure(times[Math.floor(TEXTS * 0.5)], 3)],
    ['text of 2 KB, 99th percentile ms', 'under 1', figure(times[Math.floor(TEXTS * 0.99)], 3)],
  ];
  return markdownTable(['predicting', 'goal', 'measured'], rows);
}

/** What one call leaves behind on the heap, in bytes, from calls so few that nothing is collected in between. */
function bytesLeft(call: () => void): number {
  const CALLS = 2_000;
  const samples = Array.from({ length: 5 }, () => {
    const before = process.memoryUsage().heapUsed;
    for (let done = 0; done < CALLS; done += 1) call();
    return (process.memoryUsage().heapUsed - before) / CALLS;
  });
  return Math.max(median(samples) ?? 0, 0);
}

/** Different texts of so many bytes, cut from the posts. */
function textsOf(bytes: number): string[] {
  const all = readDataSet('newsgroups-sport.test')
    .map(({ text }) => text.replace(/[^\x20-\x7e\n]/g, ' '))
    .join('\n');
  const step = Math.floor((all.length - bytes) / TEXTS);
  return Array.from({ length: TEXTS }, (_, at) => all.slice(at * step, at * step + bytes));
}
