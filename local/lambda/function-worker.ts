import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FunctionView } from '../template/functions.ts';
import { type FunctionError, type InvocationResult, LAMBDA_ERRORS, MOST_RESPONSE_BYTES } from './invocation-result.ts';
import { memoryLimits } from './memory-limits.ts';
import type { InvokeMessage, WorkerMessage, WorkerSetup } from './messages.ts';

/** One function as it is run: the template's words, and the environment that its worker sees, complete. */
export type RunnableFunction = Omit<FunctionView, 'logicalId' | 'reservedConcurrency'>;

/** One worker thread: one invocation at a time. After anything but an answer or a handler's own error it is spent. */
export interface FunctionWorker {
  /** @param event JSON text. @param signal ends the worker and the invocation at once */
  invoke(event: string, signal?: AbortSignal): Promise<InvocationResult>;
  /** False once the worker has ended, or has to. */
  usable(): boolean;
  end(): Promise<void>;
}

/** Memory is looked at this often while an invocation runs: a poll costs the worker about 0.1 ms. */
const MEMORY_POLL_MS = 100;
/** Lambda gives the loading of a function ten seconds of its own, and after that the function's time-out. */
const INIT_MS = 10_000;
const EXIT_OF_UNCAUGHT = 129;

export function startWorker(fn: RunnableFunction, onOutput: (worker: Worker) => void): FunctionWorker {
  const { totalBytes, ...heap } = memoryLimits(fn.memoryMb);
  const worker = new Worker(new URL('./worker-main.ts', import.meta.url), {
    env: { ...fn.environment },
    execArgv: [],
    argv: [],
    resourceLimits: heap,
    stdout: true,
    stderr: true,
    name: fn.name,
    workerData: setupOf(fn),
  });
  onOutput(worker);

  const ready = Promise.withResolvers<FunctionError | undefined>();
  let current: { requestId: string; settle(result: InvocationResult): void } | undefined;
  let usable = true;
  let uncaught: FunctionError | 'out of memory' | undefined;

  const spend = (reason: (requestId: string) => FunctionError) => {
    usable = false;
    void worker.terminate();
    ready.resolve(reason(current?.requestId ?? ''));
    current?.settle({ error: reason(current.requestId) });
  };

  worker.on('message', (message: WorkerMessage) => {
    if (message.type === 'ready') ready.resolve(undefined);
    else if (message.type === 'unusable') spend(() => message.error);
    else if (message.requestId !== current?.requestId) return;
    else if (message.type === 'error') current.settle({ error: message.error });
    else current.settle(answered(message.payload));
  });
  worker.on('error', (error: unknown) => {
    uncaught = describeUncaught(error);
  });
  worker.on('exit', (code) => {
    spend((requestId) => {
      if (uncaught === 'out of memory') return LAMBDA_ERRORS.outOfMemory(requestId);
      return uncaught ?? LAMBDA_ERRORS.exited(requestId, code);
    });
  });
  // A worker that waits keeps nobody alive: whoever invoked it does.
  worker.unref();

  async function invoke(event: string, signal?: AbortSignal): Promise<InvocationResult> {
    const requestId = randomUUID();
    const { promise, resolve } = Promise.withResolvers<InvocationResult>();
    current = { requestId, settle: resolve };
    worker.ref();
    const withdraw = () => spend(() => LAMBDA_ERRORS.withdrawn());
    const timeOut = () => spend((id) => LAMBDA_ERRORS.timedOut(id, fn.timeoutSeconds));
    let timer = setTimeout(timeOut, INIT_MS + fn.timeoutSeconds * 1000);
    const memory = setInterval(async () => {
      const used = await worker.getHeapStatistics().catch(() => undefined);
      if (used && used.used_heap_size + used.external_memory > totalBytes) spend(LAMBDA_ERRORS.outOfMemory);
    }, MEMORY_POLL_MS);
    signal?.addEventListener('abort', withdraw);
    try {
      if (signal?.aborted) withdraw();
      const failure = await ready.promise;
      if (failure) return { error: failure };
      clearTimeout(timer);
      timer = setTimeout(timeOut, fn.timeoutSeconds * 1000);
      const message: InvokeMessage = { requestId, event, deadline: Date.now() + fn.timeoutSeconds * 1000 };
      worker.postMessage(message);
      return await promise;
    } finally {
      clearTimeout(timer);
      clearInterval(memory);
      signal?.removeEventListener('abort', withdraw);
      current = undefined;
      worker.unref();
    }
  }

  return {
    invoke,
    usable: () => usable,
    end: async () => {
      usable = false;
      await worker.terminate();
    },
  };
}

/** The extensions Lambda looks for, in its order. */
const EXTENSIONS = ['.js', '.mjs', '.cjs'];

function setupOf(fn: RunnableFunction): WorkerSetup {
  const dot = fn.handler.lastIndexOf('.');
  const base = join(fn.directory, fn.handler.slice(0, dot));
  const extension = EXTENSIONS.find((candidate) => existsSync(base + candidate)) ?? '.mjs';
  return {
    module: pathToFileURL(base + extension).href,
    exportName: fn.handler.slice(dot + 1),
    handler: fn.handler,
    functionName: fn.name,
    functionArn: fn.arn,
    memoryMb: fn.memoryMb,
  };
}

function answered(payload: string): InvocationResult {
  const bytes = Buffer.byteLength(payload);
  return bytes > MOST_RESPONSE_BYTES
    ? { error: LAMBDA_ERRORS.responseTooLarge(bytes) }
    : { payload: JSON.parse(payload) };
}

/** Lambda's Node runtime reports an uncaught exception by its own name before it exits. */
function describeUncaught(error: unknown): FunctionError | 'out of memory' {
  if (typeof error !== 'object' || error === null) return LAMBDA_ERRORS.exited('', EXIT_OF_UNCAUGHT);
  if (Reflect.get(error, 'code') === 'ERR_WORKER_OUT_OF_MEMORY') return 'out of memory';
  return {
    errorType: String(Reflect.get(error, 'name') ?? 'Error'),
    errorMessage: String(Reflect.get(error, 'message') ?? ''),
    trace: String(Reflect.get(error, 'stack') ?? '').split('\n'),
  };
}
