import type { Clock } from '../clock.ts';
import { LabelsmithError } from '../errors.ts';

/**
 * Waits for something until a moment and no longer: then it rejects with the fault. What was waited for may go on, since
 * others may wait for it as well. The domain has no timers: whoever serves brings this one.
 */
export type WaitUntil = <T>(moment: Date, work: Promise<T>, fault: () => Error) => Promise<T>;

/** What a deadline is kept with. */
export interface Timekeeping {
  readonly clock: Clock;
  readonly waitUntil: WaitUntil;
}

/** Until when something may be waited for. Every wait of one request is under the same one, or one before it. */
export class Deadline {
  /** undefined: there is none. */
  readonly at: Date | undefined;
  readonly #time: Timekeeping;

  constructor(time: Timekeeping, at: Date | undefined) {
    this.#time = time;
    this.at = at;
  }

  /** In ms; 0 when it is over. */
  get left(): number {
    return this.at ? Math.max(0, this.at.getTime() - this.#now) : Number.POSITIVE_INFINITY;
  }

  /** So many ms before this one. */
  before(milliseconds: number): Deadline {
    return new Deadline(this.#time, this.at && new Date(this.at.getTime() - milliseconds));
  }

  /** So many ms from now, and not after this one. */
  within(milliseconds: number): Deadline {
    const left = Math.min(this.left, milliseconds);
    return left === Number.POSITIVE_INFINITY ? this : new Deadline(this.#time, new Date(this.#now + left));
  }

  /** @throws LabelsmithError `StoreUnavailable` when what is read from the bucket is not there in time; else what the reading throws */
  forReading<T>(reading: Promise<T>): Promise<T> {
    return this.#wait(reading, () => late('StoreUnavailable', 'the bucket did not answer in time'));
  }

  /** @throws LabelsmithError `ProviderUnavailable` when the answer is not there in time; else what the host throws */
  forAnswer<T>(answer: Promise<T>): Promise<T> {
    return this.#wait(answer, noTimeToAnswer);
  }

  get #now(): number {
    return this.#time.clock().getTime();
  }

  #wait<T>(work: Promise<T>, fault: () => Error): Promise<T> {
    return this.at ? this.#time.waitUntil(this.at, work, fault) : work;
  }
}

/** What is told of a text that nobody had time to answer. */
export const noTimeToAnswer = () => late('ProviderUnavailable', 'the provider did not answer all texts in time');

const late = (name: 'StoreUnavailable' | 'ProviderUnavailable', what: string) =>
  new LabelsmithError(name, what, 'Try again in a moment, or send fewer texts at once.');
