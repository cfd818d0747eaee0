import type { Clock } from '../core/clock.ts';
import { runPrefix, unreleasedKey } from '../core/contract/keys.ts';
import { hasEnded, type Run, type RunReason, type RunSource } from '../core/contract/run.ts';
import { LabelsmithError } from '../core/errors.ts';
import { feedbackWatermark } from '../core/feedback/read-feedback.ts';
import { hashOf } from '../core/hash.ts';
import { readSettings, settingsHash } from '../core/registry/classifier-settings.ts';
import { beingDeleted, isBeingDeleted } from '../core/registry/deletion-mark.ts';
import type { RunExecutions } from '../core/run/run-executions.ts';
import { createRunRecord, endRunRecord, readRunRecord } from '../core/run/run-record.ts';
import type { Store } from '../core/store.ts';
import { markUnreleased } from '../core/tuning/unreleased.ts';

export interface StartRunContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly executions: RunExecutions;
}

export interface RunRequest {
  readonly classifier: string;
  readonly source: RunSource;
  readonly cause: Run['cause'];
  readonly force: boolean;
  /** What makes this cause one and the same when it is told again. */
  readonly identity: readonly unknown[];
}

/** Digits of the hash in a run's id. With a classifier's 48 characters and a hyphen the name stays under 80. */
const HASH_DIGITS = 20;

/**
 * Starts one run a cause: its id, which is its execution's name, is a hash of the cause, and but for a request over the
 * API of the settings in force. The same cause again gives the same id and starts nothing more; what an earlier telling
 * left undone, it does, with what that one had recorded.
 *
 * Of a classifier that is being deleted nothing starts. A deletion writes its mark first and looks at the runs after it,
 * while a start writes its record first and looks at the mark after it: one of the two sees the other.
 * @throws LabelsmithError `Conflict` while the classifier is being deleted, and when the cause had started a run that was
 * deleted with an earlier classifier of this name
 */
export async function startRun(context: StartRunContext, request: RunRequest): Promise<{ run: Run; started: boolean }> {
  const { store } = context;
  const { classifier, source, cause, force, identity } = request;
  if (await isBeingDeleted(store, classifier)) throw beingDeleted(classifier);
  // Settings that cannot be read start a run all the same: its record is where a person finds out.
  const settings = await readSettings(store, classifier).then(settingsHash, () => 'unreadable');
  const feedback = await feedbackWatermark(store, classifier);
  const parts = cause === 'api' ? identity : [...identity, settings];
  const id = `${classifier}-${hashOf(parts, HASH_DIGITS)}`;
  // From here on the run is looked after: should nobody start its execution, release-jobs does.
  await markUnreleased(context, id);
  const started = await createRunRecord(context, {
    run: id,
    classifier,
    cause,
    source,
    force,
    settings,
    ...(feedback !== undefined && { feedback }),
  });
  const run = (await isBeingDeleted(store, classifier))
    ? await endRunRecord(context, id, 'blocked', { reason: reasonOf(beingDeleted(classifier)) })
    : await readRunRecord(store, id);
  const isUnderWay = hasEnded(run.status) || (await context.executions.start(run));
  if (started && !isUnderWay) await refuseUsedName(store, run);
  return { run, started };
}

/**
 * A record that was written just now, under a name whose execution has ended: unless it was that very run, which was quick,
 * the name is that of a run that was deleted, and no execution can have it again.
 * @throws LabelsmithError `Conflict`: then nothing is left of it
 */
async function refuseUsedName(store: Store, { run }: Run): Promise<void> {
  if ((await readRunRecord(store, run)).status !== 'queued') return;
  await store.removeAll(runPrefix(run));
  await store.removeAll(unreleasedKey(run));
  throw new LabelsmithError(
    'Conflict',
    'this Idempotency-Key has started a run before, which was deleted with its classifier',
    'Send the request with a key that was never used.',
  );
}

const reasonOf = ({ name, message, remedy }: LabelsmithError): RunReason => ({ code: name, message, remedy });
