import type { Benchmark, Report } from './benchmark.ts';
import { scoring } from './judging/scoring.ts';
import { wholeFlow } from './judging/whole-flow.ts';

/** How fast a candidate is scored, and how good what comes of the whole flow is on texts that nobody had at the time. */
export const judging: Benchmark = {
  name: 'judging',
  title: 'Judging: the speed of scoring, and the whole flow on later posts',
  async measure(bench): Promise<Report> {
    return { body: [await wholeFlow(bench), ABOUT_SCORING, await scoring(bench)].join('\n\n') };
  },
};

const ABOUT_SCORING =
  'Scored with models of the embedded engine through the code that a run uses: each answer is checked, written to `predictions.jsonl` in an S3 bucket (the local one, in the same process) as it comes, and told in `run.json`. The test files are repeated up to 10,000 examples.';
