/** Step Functions' limit for an execution's input and output, a state's data, and a task's result: 256 KiB of UTF-8. */
export const MOST_DATA_BYTES = 262_144;
/** The longest history of a standard workflow. */
export const MOST_HISTORY_EVENTS = 25_000;
/** Longer causes are cut. */
export const MOST_CAUSE_LENGTH = 32_768;

/** Whether a JSON value, as text, is within the limit. */
export const fitsState = (value: unknown) => Buffer.byteLength(JSON.stringify(value) ?? '') <= MOST_DATA_BYTES;

/**
 * The error that ends an execution whose data grew too large. On AWS no Retry and no Catch sees it, not even
 * `States.ALL`; the interpreter reads that from the two flags.
 */
export class DataLimitExceeded extends Error {
  override readonly name = 'States.DataLimitExceeded';
  readonly isRetryable = false;
  readonly isCatchable = false;
  constructor(state: string) {
    super(
      `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    );
  }
}
