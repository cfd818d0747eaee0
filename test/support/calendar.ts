import { jest } from '@jest/globals';

/** Everything that jest can take over but the time of day: timers, the network and the loop of events stay real. */
const REAL = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

/** From now on, and until {@link endCalendar}, `Date` shows a made-up time, which goes on as time does. */
export function beginCalendar(): void {
  jest.useFakeTimers({ advanceTimers: true, doNotFake: [...REAL] });
}

/** Lets time pass for everybody who reads it from `Date`. */
export function letPass(milliseconds: number): void {
  jest.setSystemTime(Date.now() + milliseconds);
}

export function endCalendar(): void {
  jest.useRealTimers();
}
