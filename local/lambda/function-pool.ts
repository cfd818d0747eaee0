import { availableParallelism } from 'node:os';
import { openFunctionLog } from './function-log.ts';
import { type FunctionWorker, type RunnableFunction, startWorker } from './function-worker.ts';
import { type InvocationResult, LAMBDA_ERRORS, MOST_EVENT_BYTES } from './invocation-result.ts';

export interface InvokeOptions {
  /** Ends the invocation, and the worker with it. */
  readonly signal?: AbortSignal;
  /** Ends it after that long, if that is sooner than the function's own time-out; the answer is then of no use to anyone. */
  readonly timeoutMs?: number;
}

export interface FunctionPool {
  /**
   * Invokes the function and waits for its end. Never rejects: what goes wrong inside is the result's `error`.
   * @param event any JSON value
   */
  invoke(event: unknown, options?: InvokeOptions): Promise<InvocationResult>;
  /** Ends all workers; invocations that run or wait end with an error. */
  close(): Promise<void>;
}

export interface PoolOptions {
  /** File that the function's output is appended to. */
  readonly logFile: string;
  /** Invocations at once; further ones wait. @default twice the cores of the machine */
  readonly concurrency?: number;
  /** A worker that had nothing to do for that long is ended. @default 5 minutes, as Lambda does at the earliest */
  readonly idleMs?: number;
}

const IDLE_MS = 5 * 60_000;

/** Runs one function as Lambda would: each invocation alone in a worker thread, warm workers used again. */
export function createFunctionPool(fn: RunnableFunction, options: PoolOptions): FunctionPool {
  const concurrency = options.concurrency ?? 2 * availableParallelism();
  const log = openFunctionLog(options.logFile);
  const idle: { worker: FunctionWorker; timer: NodeJS.Timeout }[] = [];
  const busy = new Set<FunctionWorker>();
  const waiting: (() => void)[] = [];
  const closing = new AbortController();
  let running = 0;

  function take(): FunctionWorker {
    for (let found = idle.pop(); found; found = idle.pop()) {
      clearTimeout(found.timer);
      if (found.worker.usable()) return found.worker;
    }
    return startWorker(fn, ({ stdout, stderr }) => {
      log.follow(stdout);
      log.follow(stderr);
    });
  }

  function giveBack(worker: FunctionWorker): void {
    if (!worker.usable() || closing.signal.aborted) return void worker.end();
    const timer = setTimeout(() => {
      const index = idle.findIndex((entry) => entry.worker === worker);
      if (index >= 0) idle.splice(index, 1);
      void worker.end();
    }, options.idleMs ?? IDLE_MS).unref();
    idle.push({ worker, timer });
  }

  async function run(event: string, signal: AbortSignal): Promise<InvocationResult> {
    const worker = take();
    busy.add(worker);
    try {
      return await worker.invoke(event, signal);
    } finally {
      busy.delete(worker);
      giveBack(worker);
    }
  }

  async function invoke(event: unknown, { signal, timeoutMs }: InvokeOptions = {}): Promise<InvocationResult> {
    const text = JSON.stringify(event) ?? 'null';
    const bytes = Buffer.byteLength(text);
    if (bytes > MOST_EVENT_BYTES) return { error: LAMBDA_ERRORS.requestTooLarge(bytes) };
    while (running >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    const timer = new AbortController();
    const timeout = timeoutMs === undefined ? undefined : setTimeout(() => timer.abort(), timeoutMs);
    try {
      const signals = [closing.signal, timer.signal, ...(signal ? [signal] : [])];
      const ended = signals.some((one) => one.aborted);
      const result = ended ? { error: LAMBDA_ERRORS.withdrawn() } : await run(text, AbortSignal.any(signals));
      return report(result);
    } finally {
      clearTimeout(timeout);
      running -= 1;
      waiting.shift()?.();
    }
  }

  /** Errors that the handler threw are in the log already, in the handler's own words. */
  function report(result: InvocationResult): InvocationResult {
    if ('error' in result) {
      const { errorType, errorMessage, trace } = result.error;
      log.write({ level: 'ERROR', type: 'platform.report', errorType, ...(!trace && { message: errorMessage }) });
    }
    return result;
  }

  return {
    invoke,
    close: async () => {
      closing.abort();
      for (const { timer } of idle) clearTimeout(timer);
      const workers = [...busy, ...idle.splice(0).map(({ worker }) => worker)];
      await Promise.all(workers.map((worker) => worker.end()));
      await log.close();
    },
  };
}
