import { readArtefact } from '../artefact.ts';
import { runKey, unreleasedKey } from '../contract/keys.ts';
import { hasEnded, type Run, run as runSchema } from '../contract/run.ts';
import { MINUTES_BETWEEN_RELEASES, unreleased as unreleasedSchema } from '../contract/unreleased.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { removeLateWrites } from '../registry/late-writes.ts';
import type { Providers } from '../tuning/provider.ts';
import { listUnreleased, tryRelease } from '../tuning/unreleased.ts';
import { recordFailure } from './record-failure.ts';
import type { RunExecutions } from './run-executions.ts';
import type { RunRecords } from './run-record.ts';

export interface ReleaseJobsContext extends RunRecords {
  readonly providers: Providers;
  readonly executions: RunExecutions;
  /** When whoever calls this is ended, at the latest. */
  readonly deadline: Date;
}

/** What became of a look at every run that is marked as unreleased. */
export interface ReleaseReport {
  /** Runs that ended a day ago or earlier, and still have something at a provider. */
  readonly overdue: string[];
  readonly failures: { readonly run: string; readonly error: unknown }[];
}

/** A run whose record is younger may be about to be started: start-run and its repetitions take less. */
const START_GRACE_MS = 300_000;
/** Runs looked at at the same time: each waits for its provider most of the time. */
const CONCURRENCY = 8;
/** Nothing is begun with less time left than a request to a provider may take. */
const LAST_START_MS = 70_000;
const OVERDUE_MS = 24 * 3_600_000;
const TURN_MS = MINUTES_BETWEEN_RELEASES * 60_000;

/**
 * Takes care of runs that nobody else takes care of. One that has ended is freed of what it has at its provider. One that
 * has not, though its execution has, is recorded as failed or cancelled: the event that tells so was lost. One whose
 * execution was never started is started. One that was to be cancelled is stopped. What was written for one after it had been
 * deleted is removed.
 *
 * When there is no time for all of them, others come first the next time: those that fail slowly keep nobody waiting.
 *
 * Whatever is done here may be done by somebody else at the same moment: all of it can be done twice.
 */
export async function releaseJobs(context: ReleaseJobsContext): Promise<ReleaseReport> {
  const report: ReleaseReport = { overdue: [], failures: [] };
  const runs = inTurn(await listUnreleased(context.store), context.clock());
  await mapConcurrently(runs, CONCURRENCY, async (run) => {
    if (context.deadline.getTime() - context.clock().getTime() < LAST_START_MS) return;
    try {
      const ended = await careFor(context, run);
      const isOverdue = ended && context.clock().getTime() - Date.parse(ended) > OVERDUE_MS;
      if (isOverdue) report.overdue.push(run);
    } catch (error) {
      report.failures.push({ run, error });
    }
  });
  return report;
}

/**
 * The runs, begun from another place each time. It moves on by as many as are begun at once, however
 * little time there is, so that each of n runs has its turn within n / {@link CONCURRENCY} times.
 */
function inTurn(runs: readonly string[], now: Date): string[] {
  const times = Math.floor(now.getTime() / TURN_MS);
  const first = runs.length === 0 ? 0 : (times * CONCURRENCY) % runs.length;
  return [...runs.slice(first), ...runs.slice(0, first)];
}

/** @returns when the run ended, of one that still has something at its provider */
async function careFor(context: ReleaseJobsContext, run: string): Promise<string | null | undefined> {
  const found = await readArtefact(context.store, runKey(run, 'run.json'), runSchema);
  if (found && !hasEnded(found.value.status)) return void (await endIfLost(context, found.value));
  const mark = found ? undefined : await readArtefact(context.store, unreleasedKey(run), unreleasedSchema);
  if (mark?.value.deleted) return void (await removeLateWrites(context, run, mark.value.deleted));
  return (await tryRelease(context, run)) ? undefined : found?.value.finishedAt;
}

async function endIfLost(context: ReleaseJobsContext, record: Run): Promise<void> {
  const { executions, clock } = context;
  const { run, cancelRequested } = record;
  const execution = await executions.find(run);
  const asked = cancelRequested && `cancelled as ${cancelRequested.by} asked`;
  if (execution?.underWay) {
    if (asked) await executions.stop(run, asked);
  } else if (execution || asked) {
    const { error, cause, stopped } = execution ?? { error: 'Cancelled', cause: '', stopped: true };
    await recordFailure(context, { run, error, cause: asked ?? cause, aborted: stopped || asked !== null });
  } else if (clock().getTime() - Date.parse(record.startedAt) > START_GRACE_MS) {
    await executions.start(record);
  }
}
