import { ApiError } from './api-error.ts';

/** When to come again, in seconds: most answers take milliseconds. */
const RETRY_AFTER_S = 1;

/** Lets so many requests in at once and turns the others away, so that an overloaded engine says so instead of growing. */
export class RequestGate {
  readonly #most: number;
  #inside = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Runs `answer`, counted until it has settled.
   * @throws ApiError 429 with `retry-after` when as many are inside as may be
   */
  async pass<T>(answer: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.#most) throw tooMany(this.#most);
    this.#inside += 1;
    try {
      return await answer();
    } finally {
      this.#inside -= 1;
    }
  }
}

const tooMany = (most: number) =>
  new ApiError(429, `Too many requests: ${most} are being answered. Try again in ${RETRY_AFTER_S} s`, {
    code: 'rate_limit_exceeded',
    headers: { 'retry-after': String(RETRY_AFTER_S) },
  });
