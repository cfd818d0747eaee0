import type { ScoredExample } from '../../contract/evaluation.ts';
import { type PredictionsFile, runKey } from '../../contract/keys.ts';
import type { ServedModel } from '../../prediction/predict-text.ts';
import type { PredictionHost } from '../../prediction/prediction-host.ts';
import { addNotes, updateRunRecord } from '../../run/run-record.ts';
import type { TuningContext } from '../../tuning/tuning-context.ts';
import type { HeldOutExample } from './held-out.ts';
import { scoreExamples } from './score-examples.ts';
import { readScoredRows, writeScoredRows } from './scored-rows.ts';

/**
 * Kept of the function's time when nothing is asked any more: an answer that is under way takes 15 s at most, and twice
 * that when its key was replaced; the rest is for writing, and for what is worked out from the answers.
 */
export const RESERVE_MS = 60_000;
/** Answers that are worth a write, and how long fewer are kept back, in ms: so much is lost when the function dies. */
const ROWS_A_WRITE = 100;
const LONGEST_UNWRITTEN_MS = 20_000;
/** The whole file is written each time: a model that gives a thousand answers a second is not held up by it. */
const SHORTEST_UNWRITTEN_MS = 2_000;
/** So many times as long as the last write took passes before the next one: a large file takes a tenth of the time at most. */
const TIMES_A_WRITE = 9;

/** Which model is scored, for which run. */
export interface ScoringTask {
  readonly run: string;
  /** Where its answers lie. */
  readonly file: PredictionsFile;
  /** How it is called in `run.json`, e.g. `version 3`. */
  readonly by: string;
  readonly host: PredictionHost;
}

/**
 * The model's answer to every example, in the examples' order, each paid for once: answers are written to the run's file
 * as they come, and those that lie there are not asked again. A run has one dataset and one job, so that a file's name
 * says what was asked of whom. `run.json` tells how many there are at every write, and of texts that the host refused.
 * @throws OutOfTime when the function has a minute left; what was answered until then is written
 */
export async function scoreResumably(
  context: TuningContext,
  { run, file, by, host }: ScoringTask,
  model: ServedModel,
  examples: readonly HeldOutExample[],
): Promise<ScoredExample[]> {
  const { store, clock, deadline } = context;
  const key = runKey(run, file);
  const labels = model.labels.map(({ label }) => label);
  const known = await readScoredRows(store, key, examples, labels);
  let answers: ReadonlyMap<number, ScoredExample> = known;
  let written = { rows: known.size, at: clock().getTime() };
  let shortest = SHORTEST_UNWRITTEN_MS;
  const isDue = () => {
    const [rows, age] = [answers.size - written.rows, clock().getTime() - written.at];
    return rows > 0 && (age >= LONGEST_UNWRITTEN_MS || (rows >= ROWS_A_WRITE && age >= shortest));
  };
  const write = async () => {
    const [start, rows] = [clock().getTime(), [...answers.values()]];
    written = { rows: rows.length, at: start };
    await writeScoredRows(store, key, rows);
    const scoring = { by, scored: rows.length, of: examples.length };
    await updateRunRecord(context, run, { scoring, silentSince: null });
    shortest = Math.max(SHORTEST_UNWRITTEN_MS, TIMES_A_WRITE * (clock().getTime() - start));
  };
  // One write after the other: an older one must never be the last.
  let writing: Promise<void> | undefined;
  const note = async (scored: ReadonlyMap<number, ScoredExample>) => {
    answers = scored;
    while (isDue()) {
      writing ??= write().finally(() => {
        writing = undefined;
      });
      await writing;
    }
  };
  try {
    const until = new Date(deadline.getTime() - RESERVE_MS);
    const scored = await scoreExamples({ host, clock, known, until, note }, model, examples);
    const refused = scored.filter((one) => one.refused).length;
    if (refused > 0) await addNotes(context, run, [refusedNote(by, refused, examples.length)]);
    return scored;
  } finally {
    await writing;
    if (answers.size > written.rows) await write();
  }
}

const refusedNote = (by: string, refused: number, examples: number) =>
  `the provider refused ${refused} of ${examples} texts to ${by}: they count as not answered`;
