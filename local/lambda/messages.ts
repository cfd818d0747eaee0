import type { FunctionError } from './invocation-result.ts';

/** What a worker needs before its first invocation, as `workerData`. */
export interface WorkerSetup {
  /** `file:` URL of the bundle. */
  readonly module: string;
  readonly exportName: string;
  /** The template's `Handler`, for messages. */
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
}

export interface InvokeMessage {
  readonly requestId: string;
  /** The event as JSON text. */
  readonly event: string;
  /** Milliseconds since 1970 at which the function's time is over. */
  readonly deadline: number;
}

export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'unusable'; readonly error: FunctionError }
  | { readonly type: 'answer'; readonly requestId: string; readonly payload: string }
  | { readonly type: 'error'; readonly requestId: string; readonly error: FunctionError };
