import { compileSchedule } from './schedule-expression.ts';

/** Time as a schedule sees it; tests bring their own. */
export interface Clock {
  now(): Date;
  /** Calls back once after so many milliseconds. Returns what prevents that. */
  after(milliseconds: number, action: () => void): () => void;
}

export interface ScheduleOptions {
  /** `rate(...)`, `cron(...)` or `at(...)`. */
  readonly expression: string;
  /** IANA name; UTC when there is none. */
  readonly timezone?: string;
  /** Given the moment that was due, which may be a little past. Must not throw. */
  readonly onTick: (due: Date) => void;
  readonly clock?: Clock;
}

export interface Schedule {
  stop(): void;
  /** The moment of the next tick, or undefined when there is none any more. */
  next(): Date | undefined;
}

/**
 * The longest that a timer is set for. A timer of more than 2^31 ms would fire at once, and one that is set while the
 * machine sleeps does not count the sleep; looking at the clock every minute mends both.
 */
const LONGEST_TIMER_MILLISECONDS = 60_000;

/** Its timers keep no process alive that has nothing else to do. */
const systemClock: Clock = {
  now: () => new Date(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};

/**
 * Ticks at the moments of a schedule until it is stopped. Ticks that were missed while the machine slept come as one.
 * @throws Error when the expression cannot be used
 */
export function startSchedule({
  expression,
  timezone = 'UTC',
  onTick,
  clock = systemClock,
}: ScheduleOptions): Schedule {
  const nextTick = compileSchedule(expression, timezone, clock.now());
  let due = nextTick(clock.now());
  let cancel = () => {};
  const wait = () => {
    if (due === undefined) return;
    const left = due.getTime() - clock.now().getTime();
    cancel = clock.after(Math.min(Math.max(left, 0), LONGEST_TIMER_MILLISECONDS), wake);
  };
  const wake = () => {
    const now = clock.now();
    if (due !== undefined && due <= now) {
      const reached = due;
      due = nextTick(now);
      onTick(reached);
    }
    wait();
  };
  wait();
  return {
    stop: () => {
      cancel();
      due = undefined;
    },
    next: () => due,
  };
}
