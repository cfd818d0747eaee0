import type { Benchmark, Report } from './benchmark.ts';
import { PIPELINES, type Pipeline, SETS, type SetResult, trainBoth } from './learner/beside-scikit-learn.ts';
import { predicting } from './learner/predicting.ts';
import { figure, markdownTable } from './markdown.ts';
import { findPythonWith } from './peers/python.ts';

/** The learner beside scikit-learn's linear pipelines: accuracy, honesty, time and memory; and how fast it predicts. */
export const learner: Benchmark = {
  name: 'learner',
  title: 'The learner, beside scikit-learn',
  async measure(bench): Promise<Report> {
    const python = findPythonWith('sklearn');
    if (!python) bench.say('no Python here has scikit-learn (Debian: python3-sklearn): the peer is left out');
    const results: SetResult[] = [];
    for (const set of SETS) results.push(await trainBoth(bench, set, python));
    const peer = python ? `scikit-learn ${python.version}` : 'no peer: no Python here has scikit-learn';
    return { body: [about(peer), accuracies(results), times(results), await predicting(bench)].join('\n\n') };
  },
};

const about = (peer: string) =>
  `Each set's training file is learnt from as a whole, its test file scored; one configuration for all sets. The peer is ${peer}: TfidfVectorizer(sublinear_tf) and LinearSVC, over words, words and pairs, characters 2-5 within words, and both of the last.`;

const bestOf = ({ theirs }: SetResult): number | undefined =>
  theirs.size > 0 ? Math.max(...[...theirs.values()].map(({ accuracy }) => accuracy)) : undefined;

function accuracies(results: readonly SetResult[]): string {
  const titles = ['accuracy', 'ours', ...PIPELINES, 'best of theirs', 'difference', 'our ECE', 'C', 'epochs'];
  const rows = results.map((result) => {
    const { set, ours, theirs } = result;
    const best = bestOf(result);
    return [
      set,
      figure(ours.accuracy, 4),
      ...PIPELINES.map((pipeline) => figure(theirs.get(pipeline)?.accuracy, 4)),
      figure(best, 4),
      figure(best === undefined ? undefined : ours.accuracy - best, 4),
      figure(ours.ece, 4),
      String(ours.cost),
      String(ours.epochs),
    ];
  });
  const mean = (values: readonly (number | undefined)[]) =>
    values.includes(undefined)
      ? undefined
      : values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length;
  const [ourMean, theirMean] = [mean(results.map(({ ours }) => ours.accuracy)), mean(results.map(bestOf))];
  const means = PIPELINES.map((pipeline) => mean(results.map(({ theirs }) => theirs.get(pipeline)?.accuracy)));
  rows.push([
    'mean',
    figure(ourMean, 4),
    ...means.map((value) => figure(value, 4)),
    figure(theirMean, 4),
    figure(theirMean === undefined || ourMean === undefined ? undefined : ourMean - theirMean, 4),
    '',
    '',
    '',
  ]);
  return markdownTable(titles, rows);
}

const SAME_FEATURES: Pipeline = 'all';

function times(results: readonly SetResult[]): string {
  const titles = [
    'vectorise and fit',
    'ours, s',
    'theirs, s',
    'ours, peak MiB',
    'theirs, peak MiB',
    'file MB',
    'loads in ms',
  ];
  const mebibytes = (bytes: number | undefined) => figure(bytes === undefined ? undefined : bytes / 2 ** 20);
  const rows = results.map(({ set, ours, theirs }) => {
    const peer = theirs.get(SAME_FEATURES);
    return [
      set,
      figure(ours.seconds, 2),
      figure(peer?.seconds, 2),
      mebibytes(ours.run.peakBytes),
      mebibytes(peer?.run.peakBytes),
      figure(ours.fileBytes / 1e6, 2),
      figure(ours.loadMs, 1),
    ];
  });
  const note =
    'Theirs is the pipeline with the same features (words, pairs and characters). Ours chooses C and fits its temperature on held-out examples within this time, on two threads; theirs does neither, on one. Neither counts the start of its runtime.';
  return `${markdownTable(titles, rows)}\n\n${note}`;
}
