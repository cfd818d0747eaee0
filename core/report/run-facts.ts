import type { z } from 'zod';
import { readArtefact } from '../artefact.ts';
import { type Preparation, preparation } from '../contract/dataset.ts';
import { type Evaluation, evaluation } from '../contract/evaluation.ts';
import { type Job, job } from '../contract/job.ts';
import { type RunFile, runKey } from '../contract/keys.ts';
import { type Plan, plan } from '../contract/plan.ts';
import type { Run } from '../contract/run.ts';
import { isLabelsmithError, LabelsmithError } from '../errors.ts';
import { readRunRecord } from '../run/run-record.ts';
import { readText, type Store } from '../store.ts';
import { readEvents } from '../tuning/event-log.ts';
import { type LearningCurve, learningCurve } from './learning-curve.ts';

/** All that a report is made of; what a run has not come to is null. */
export interface RunFacts {
  readonly run: Run;
  readonly preparation: Preparation | null;
  readonly plan: Plan | null;
  readonly job: Job | null;
  readonly evaluation: Evaluation | null;
  readonly curve: LearningCurve;
  /** Artefacts that are there and cannot be read, or are too large: the report says so instead of showing them. */
  readonly unreadable: readonly string[];
}

/** A larger artefact is left out, so that it does not cost a function its memory. 1,000 classes beside a champion take 44 MB. */
const MOST_BYTES = 64 * 1024 * 1024;
/** A preparation has the number of every row that was removed, twice: this is room for half a million. */
const MOST_PREPARATION_BYTES = 16 * 1024 * 1024;

/**
 * Reads what is known of a run, all of it from `runs/<run>/`, so that whoever makes the report makes the same one.
 * @throws LabelsmithError `NotFound` without such a run, `BrokenArtefact` when its record cannot be read
 */
export async function readRunFacts(store: Store, id: string): Promise<RunFacts> {
  const run = await readRunRecord(store, id);
  const unreadable: string[] = [];
  const read = async <S extends z.ZodType>(
    file: RunFile,
    schema: S,
    most = MOST_BYTES,
  ): Promise<z.output<S> | null> => {
    try {
      const size = (await store.head(runKey(id, file)))?.size ?? 0;
      if (size > most) throw tooLarge(file, size, most);
      return (await readArtefact(store, runKey(id, file), schema))?.value ?? null;
    } catch (error) {
      if (!isLabelsmithError(error, 'BrokenArtefact')) throw error;
      unreadable.push(file);
      return null;
    }
  };
  // One after the other: two large ones at once would take twice the memory.
  const prepared = await read('preparation.json', preparation, MOST_PREPARATION_BYTES);
  const judged = await read('evaluation.json', evaluation);
  const [planned, tuned] = [await read('plan.json', plan), await read('job.json', job)];
  const results = await readText(store, runKey(id, 'results.csv'));
  const { events } = await readEvents(store, id);
  return {
    run,
    preparation: prepared,
    plan: planned,
    job: tuned,
    evaluation: judged,
    curve: learningCurve(results, events),
    unreadable,
  };
}

const tooLarge = (file: string, size: number, most: number) =>
  new LabelsmithError(
    'BrokenArtefact',
    `${file} has ${size} bytes; a report reads ${most} at most`,
    'Look into it itself.',
  );
