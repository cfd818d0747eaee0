/** An error as Lambda reports it to whoever invoked the function. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** The stack, one line an entry; absent when the function did not end by itself. */
  readonly trace?: readonly string[];
}

/** `payload` is what the handler returned, as JSON would carry it. */
export type InvocationResult = { readonly payload: unknown } | { readonly error: FunctionError };

/** What Lambda says when it ends a function, or finds it ended; the words are AWS's own, since people match on them. */
export const LAMBDA_ERRORS = {
  timedOut: (requestId: string, seconds: number): FunctionError => ({
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  }),
  exited: (requestId: string, code: number): FunctionError => ({
    errorType: 'Runtime.ExitError',
    errorMessage:
      code === 0
        ? `RequestId: ${requestId} Error: Runtime exited without providing a reason`
        : `RequestId: ${requestId} Error: Runtime exited with error: exit status ${code}`,
  }),
  /**
   * The kernel kills a function that outgrows its memory. Lambda's reports name this `Runtime.OutOfMemory`, where they
   * used to name it `Runtime.ExitError`; the sentence stayed.
   */
  outOfMemory: (requestId: string): FunctionError => ({
    errorType: 'Runtime.OutOfMemory',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
  }),
  requestTooLarge: (bytes: number): FunctionError => ({
    errorType: 'RequestEntityTooLarge',
    errorMessage: `${bytes} byte payload is too large for the RequestResponse invocation type (limit ${MOST_EVENT_BYTES} bytes)`,
  }),
  responseTooLarge: (bytes: number): FunctionError => ({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${MOST_RESPONSE_BYTES} bytes).`,
  }),
  /** Nobody on AWS sees this one: whoever asked for the invocation has withdrawn it. */
  withdrawn: (): FunctionError => ({
    errorType: 'Invocation.Withdrawn',
    errorMessage: 'The invocation was ended because nobody waits for its answer any more.',
  }),
} as const;

/** Of an event 6 MiB, and for responses the 100 bytes more that Lambda's own messages state. */
export const MOST_EVENT_BYTES = 6_291_456;
export const MOST_RESPONSE_BYTES = 6_291_556;
