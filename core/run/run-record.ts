import { changeArtefact, readArtefact, writeArtefact } from '../artefact.ts';
import type { Clock } from '../clock.ts';
import { runKey } from '../contract/keys.ts';
import { hasEnded, type Run, type RunReason, type RunSource, run as runSchema } from '../contract/run.ts';
import { STATES } from '../contract/workflow.ts';
import { LabelsmithError } from '../errors.ts';
import { isConditionFailed, type Store } from '../store.ts';

export interface RunRecords {
  readonly store: Store;
  readonly clock: Clock;
  /** Told of what went wrong without stopping anything, for the log. @default nobody is */
  readonly reportFault?: (what: string, fault: unknown, about: object) => void;
}

export interface NewRun {
  readonly run: string;
  readonly classifier: string;
  readonly cause: Run['cause'];
  readonly source: RunSource;
  readonly force: boolean;
  /** Hash of the settings in force. */
  readonly settings: string;
  /** Which feedback there is; left out: none. */
  readonly feedback?: string;
}

/** Writes `run.json` in status `queued`, once; a record that is there already stays as it is. True when it was written now. */
export async function createRunRecord({ store, clock }: RunRecords, start: NewRun): Promise<boolean> {
  const now = clock().toISOString();
  const record: Run = {
    schema: 'labelsmith.run.v1',
    ...start,
    status: 'queued',
    state: STATES.prepare,
    startedAt: now,
    updatedAt: now,
    finishedAt: null,
    provider: null,
    dataset: null,
    examples: null,
    job: null,
    lastSeenAt: null,
    expectedEndAt: null,
    nextLookAt: null,
    progress: null,
    model: null,
    version: null,
    promoted: null,
    scoring: null,
    metrics: null,
    baseline: null,
    verdict: null,
    reason: null,
    lastProgressAt: null,
    silentSince: null,
    estimate: null,
    cancelRequested: null,
    notes: [],
    unreleased: null,
  };
  try {
    await writeArtefact(store, runKey(start.run, 'run.json'), runSchema, record, 'absent');
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}

/** @throws LabelsmithError `NotFound` */
export async function readRunRecord(store: Store, run: string): Promise<Run> {
  const found = await readArtefact(store, runKey(run, 'run.json'), runSchema);
  if (!found) throw new LabelsmithError('NotFound', `there is no run ${run}`, 'List the runs with: labelsmith runs');
  return found.value;
}

/** Changes what a run's record says. A run that has ended stays as it ended: what comes later is ignored. */
export function updateRunRecord({ store, clock }: RunRecords, run: string, change: Partial<Run>): Promise<Run> {
  return changeArtefact(store, runKey(run, 'run.json'), runSchema, (record) =>
    hasEnded(record.status) ? record : { ...record, ...change, updatedAt: clock().toISOString() },
  );
}

/** Adds to what a person should know of a run that is under way; noted twice, it is there once. */
export function addNotes({ store, clock }: RunRecords, run: string, notes: readonly string[]): Promise<Run> {
  return changeArtefact(store, runKey(run, 'run.json'), runSchema, (record) =>
    hasEnded(record.status) || notes.every((note) => record.notes.includes(note))
      ? record
      : { ...record, notes: [...new Set([...record.notes, ...notes])], updatedAt: clock().toISOString() },
  );
}

/** Says what may still go on at the provider, or with null that nothing does; of a run that has ended, too. */
export function noteUnreleased({ store }: Pick<RunRecords, 'store'>, run: string, what: string | null): Promise<Run> {
  return changeArtefact(store, runKey(run, 'run.json'), runSchema, (record) => ({ ...record, unreleased: what }));
}

/**
 * Ends a run, once: of several endings the first one counts. Nothing of it is expected any more, and where it has
 * succeeded, nobody's silence matters.
 */
export function endRunRecord(
  records: RunRecords,
  run: string,
  status: 'blocked' | 'succeeded' | 'failed' | 'cancelled',
  change: Partial<Run> & { reason?: RunReason },
): Promise<Run> {
  const finishedAt = records.clock().toISOString();
  return updateRunRecord(records, run, {
    ...change,
    ...(status === 'succeeded' && { silentSince: null }),
    ...{ status, finishedAt, expectedEndAt: null, nextLookAt: null },
  });
}
