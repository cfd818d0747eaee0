import { readFileSync } from 'node:fs';
import { type Example, fitModel } from '../../core/learner/fit.ts';
import { predict } from '../../core/learner/model/model.ts';
import { decodeModel, encodeModel } from '../../core/learner/model/model-file.ts';
import { topClass } from '../../core/learner/scores.ts';
import { learnerThreads } from '../../services/threads/learner-threads.ts';

/**
 * Trains on one file of labelled texts and scores another, in a process of its own so that its memory can be seen; prints
 * one JSON document. Usage: train-and-score TRAIN.jsonl TEST.jsonl [THREADS]
 */
const [trainPath = '', testPath = '', threadCount = '2'] = process.argv.slice(2);
const read = (path: string): Example[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const train = read(trainPath);
const test = read(testPath);
const threads = learnerThreads(Number(threadCount));
// The runtime starts before the clock does, as Python's imports do: every thread is made to answer once.
const nothing = { kind: 'count', texts: [], features: 'all' } as const;
await threads.workers<'count'>(Array.from({ length: Number(threadCount) }, () => nothing));
const started = performance.now();
const { model, cost, epochs } = await fitModel(train, { workers: threads.workers });
const fitMs = performance.now() - started;
await threads.close();
const file = encodeModel(model);
const loading = performance.now();
const loaded = decodeModel(file);
const loadMs = performance.now() - loading;

const probabilities = test.map(({ text }) => predict(loaded, text));
const chosen = probabilities.map((row) =>
  row.length === 2 ? Number((row[1] ?? 0) > (row[0] ?? 0)) : topClass(row, row.length),
);
const right = chosen.map((place, at) => loaded.labels[place] === test[at]?.label);
const accuracy = right.filter(Boolean).length / test.length;
process.stdout.write(
  JSON.stringify({ accuracy, ece: calibrationError(), cost, epochs, fitMs, loadMs, fileBytes: file.length }),
);

/** Expected calibration error of the top label in 15 bins of equal width (Guo et al., ICML 2017). */
function calibrationError(): number {
  const BINS = 15;
  const gaps = new Float64Array(BINS);
  for (const [at, row] of probabilities.entries()) {
    const confidence = row[chosen[at] ?? 0] ?? 0;
    const bin = Math.min(Math.floor(confidence * BINS), BINS - 1);
    gaps[bin] = (gaps[bin] ?? 0) + confidence - Number(right[at]);
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / test.length;
}
