import { STATES } from '../../../core/contract/workflow.ts';
import type { HostFault } from '../../support/host-faults.ts';
import type { HostWays } from '../../support/paid-host.ts';
import type { JobGoes, Passed, Play } from '../../support/play.ts';
import type { TrainingStage } from '../../support/training-stage.ts';

/** One row of the table: what happens, and what must come of it. */
export interface Scenario {
  /** Read after "a run". */
  readonly name: string;
  readonly play?: Play;
  readonly ways?: Partial<HostWays>;
  readonly faults?: readonly HostFault[];
  /** The states that are come to, in order, each once. */
  readonly states: readonly string[];
  /** What `run.json` ends with, as far as it matters. */
  readonly run: Readonly<Record<string, unknown>>;
  /** The statuses of all jobs that the run has ever had at the host. */
  readonly jobs: readonly string[];
  /** Its files that are left at the host, and noted as such. @default none */
  readonly leaves?: readonly string[];
  readonly also?: (passed: Passed, stage: TrainingStage) => void | Promise<void>;
}

export const BEGUN = [STATES.prepare, STATES.worthTuning, STATES.startTuning, STATES.tuningStarted];
export const WAITING = [...BEGUN, STATES.wait, STATES.pollTuning];
export const TUNED = [...WAITING, STATES.tuningFinished];
export const STORED = [...TUNED, STATES.storeResults, STATES.resultsStored];
export const JUDGED = [STATES.evaluate, STATES.candidateScored, STATES.decide, STATES.complete];
export const FAILED = [STATES.recordFailure, STATES.failed];

/** Where a run that has ended well has been. */
export const WELL = [...STORED, ...JUDGED];
/** The same, where the table was late. */
export const LATE = [...STORED, STATES.waitForResults, ...JUDGED];

/** The same, where the host asked for a pause before it started the job. */
export const askedToWait = (states: readonly string[]) => [...BEGUN, STATES.waitToStart, ...states.slice(BEGUN.length)];

export const SUCCEEDED = { status: 'succeeded', version: 1, promoted: true, reason: null } as const;

/** Requests of the host's API, for faults. */
export const ON = {
  model: /^GET \/v1\/models\//,
  upload: /^POST \/v1\/files$/,
  create: /^POST \/v1\/fine_tuning\/jobs$/,
  list: /^GET \/v1\/fine_tuning\/jobs$/,
  job: /^GET \/v1\/fine_tuning\/jobs\/[^/]+$/,
  events: /^GET .*\/events$/,
  checkpoints: /^GET .*\/checkpoints$/,
  results: /^GET .*\/content$/,
  predict: /^POST .*\/completions$/,
  cancel: /^POST .*\/cancel$/,
  remove: /^DELETE \/v1\/files\//,
};

/** How long a run took by the calendar, in hours. */
export const hoursOf = ({ run }: Passed): number =>
  (Date.parse(run.finishedAt ?? '') - Date.parse(run.startedAt)) / 3_600_000;

/** A job that is in one status for ever. */
export const stays =
  (status: string): JobGoes =>
  (job) => {
    job.status = status;
  };
