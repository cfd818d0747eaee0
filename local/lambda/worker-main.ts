/** What runs inside a function's worker: loads the bundle once, then answers invocations, as Lambda's Node runtime does. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FunctionError } from './invocation-result.ts';
import type { InvokeMessage, WorkerMessage, WorkerSetup } from './messages.ts';

type Handler = (event: unknown, context: object) => unknown;

const setup: WorkerSetup = workerData;
const port = parentPort;
if (!port) throw new Error('worker-main.ts runs in a worker thread only');
const send = (message: WorkerMessage) => port.postMessage(message);

const textOf = (value: unknown, key: string): string | undefined => {
  const found = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === 'string' ? found : undefined;
};

/** Anything can be thrown, also by another realm: what looks like an error is reported as one. */
function describe(thrown: unknown): FunctionError {
  const stack = textOf(thrown, 'stack');
  return {
    errorType: textOf(thrown, 'name') ?? typeof thrown,
    errorMessage: textOf(thrown, 'message') ?? String(thrown),
    trace: stack?.split('\n') ?? [],
  };
}

async function load(): Promise<Handler> {
  const loaded: Record<string, unknown> = await import(setup.module);
  const handler = loaded[setup.exportName];
  if (typeof handler === 'function') return (event, context) => handler(event, context);
  const error = new Error(`${setup.handler} is undefined or not exported`);
  error.name = 'Runtime.HandlerNotFound';
  throw error;
}

async function answer(handler: Handler, { requestId, event, deadline }: InvokeMessage): Promise<WorkerMessage> {
  const context = {
    awsRequestId: requestId,
    functionName: setup.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: setup.functionArn,
    memoryLimitInMB: String(setup.memoryMb),
    logGroupName: `/aws/lambda/${setup.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    const returned = await handler(JSON.parse(event), context);
    return { type: 'answer', requestId, payload: JSON.stringify(returned) ?? 'null' };
  } catch (thrown) {
    const error = describe(thrown);
    // The whole error goes to the function's log, as on AWS; callers get what is in `error`.
    console.error(JSON.stringify({ timestamp: new Date().toISOString(), level: 'ERROR', requestId, message: error }));
    return { type: 'error', requestId, error };
  }
}

// An unhandled rejection ends the worker with Lambda's own name for it, whatever was rejected with.
process.on('unhandledRejection', (reason) => {
  const error = new Error(textOf(reason, 'message') ?? String(reason));
  error.name = 'Runtime.UnhandledPromiseRejection';
  throw error;
});

try {
  const handler = await load();
  port.on('message', (message: InvokeMessage) => void answer(handler, message).then(send));
  send({ type: 'ready' });
} catch (thrown) {
  const error = describe(thrown);
  const missing = textOf(thrown, 'code') === 'ERR_MODULE_NOT_FOUND';
  send({ type: 'unusable', error: missing ? { ...error, errorType: 'Runtime.ImportModuleError' } : error });
}
