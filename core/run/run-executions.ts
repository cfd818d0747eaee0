import type { Run } from '../contract/run.ts';

/** What the service that executes runs tells of one of them. */
export interface RunExecution {
  readonly underWay: boolean;
  /** It was stopped from outside. Means nothing while it is under way; nor do the next two. */
  readonly stopped: boolean;
  /** The name of the error that it ended with; `Unknown` where none is told. */
  readonly error: string;
  readonly cause: string;
}

/** The executions of runs: each run has one at most, under its own id. */
export interface RunExecutions {
  /**
   * Starts the run's execution, unless there is or was one.
   * @returns whether it is under way now; false: one of this name has ended
   */
  start(run: Pick<Run, 'run' | 'classifier' | 'source' | 'force'>): Promise<boolean>;
  /** The run's execution; undefined when it was never started. */
  find(run: string): Promise<RunExecution | undefined>;
  /** Stops the run's execution, whose end is then told as an event. */
  stop(run: string, cause: string): Promise<void>;
}
