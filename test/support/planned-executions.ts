import type { RunExecution, RunExecutions } from '../../core/run/run-executions.ts';

/** Executions of runs in memory: they do nothing, and end when a test says so. */
export class PlannedExecutions implements RunExecutions {
  readonly known = new Map<string, RunExecution>();
  /** Runs in the order of their starts and stops, as `start RUN` and `stop RUN`. */
  readonly calls: string[] = [];
  /** Thrown by the next calls, one each. */
  readonly faults: Error[] = [];

  async start({ run }: { run: string }): Promise<boolean> {
    this.#call(`start ${run}`);
    if (!this.known.has(run)) this.underWay(run);
    return this.known.get(run)?.underWay ?? false;
  }

  async find(run: string): Promise<RunExecution | undefined> {
    return this.known.get(run);
  }

  async stop(run: string, cause: string): Promise<void> {
    this.#call(`stop ${run}`);
    this.known.set(run, { underWay: false, stopped: true, error: 'Cancelled', cause });
  }

  underWay(run: string): void {
    this.known.set(run, { underWay: true, stopped: false, error: 'Unknown', cause: '' });
  }

  #call(what: string): void {
    this.calls.push(what);
    const fault = this.faults.shift();
    if (fault) throw fault;
  }
}
