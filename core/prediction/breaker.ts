import type { Clock } from '../clock.ts';
import { isLabelsmithError, LabelsmithError } from '../errors.ts';

/** How long, in ms, a host that did not answer is left alone, unless it names a time of its own. */
const REST_MS = 5_000;
/** A host that asks for more than this, in ms, is tried again all the same: it may have been wrong. */
const LONGEST_REST_MS = 30_000;
/** A fault so shortly before its caller's deadline, in ms, may be the deadline's own: timers are not exact. */
const NEAR_DEADLINE_MS = 50;

/**
 * Keeps requests from a host that does not answer (Nygard, Release It!, 2007: circuit breaker). After a passing fault the
 * host rests; then one request tries it, while all others still are refused, and its answer opens the way again. So an
 * outage costs each request no patience but the first, and ends by itself. That a caller's time was over says nothing of the
 * host: many texts at once take long at a host that is well.
 */
export class Breaker {
  readonly #clock: Clock;
  #restsUntil = 0;
  #broken = false;
  #trying = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param deadline when the caller stops waiting. @default never
   * @throws LabelsmithError `ProviderUnavailable` at once while the host rests; else what the call throws
   */
  async call<T>(ask: () => Promise<T>, deadline?: Date): Promise<T> {
    const now = this.#clock().getTime();
    if (this.#broken && (this.#trying || now < this.#restsUntil)) throw this.#resting(now);
    const isTrial = this.#broken;
    this.#trying = isTrial;
    try {
      const answer = await ask();
      if (isTrial) this.#broken = false;
      return answer;
    } catch (error) {
      if (!isLabelsmithError(error, 'ProviderUnavailable')) {
        // A host that refuses is there.
        if (isTrial) this.#broken = false;
      } else if (!this.#isOver(deadline)) this.#rest(error.retryAfterSeconds);
      throw error;
    } finally {
      if (isTrial) this.#trying = false;
    }
  }

  #isOver(deadline: Date | undefined): boolean {
    return deadline !== undefined && this.#clock().getTime() >= deadline.getTime() - NEAR_DEADLINE_MS;
  }

  #rest(seconds = 0): void {
    this.#broken = true;
    this.#restsUntil = this.#clock().getTime() + Math.min(LONGEST_REST_MS, Math.max(REST_MS, seconds * 1000));
  }

  #resting(now: number): LabelsmithError {
    const retryAfterSeconds = Math.max(1, Math.ceil((this.#restsUntil - now) / 1000));
    return new LabelsmithError(
      'ProviderUnavailable',
      'the provider did not answer a moment ago, and is left alone for a moment',
      `Try again in ${retryAfterSeconds} s.`,
      { retryAfterSeconds },
    );
  }
}
