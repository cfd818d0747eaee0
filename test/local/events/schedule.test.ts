import { expect, test } from '@jest/globals';
import { type Clock, startSchedule } from '../../../local/events/schedule.ts';
import { compileSchedule } from '../../../local/events/schedule-expression.ts';

const START = new Date('2026-11-03T00:00:00Z'); // a Tuesday

// The dates were read off a calendar, by the rules in "Cron expressions reference" of the EventBridge user guide.
test.each([
  ['rate(1 minute)', ['2026-11-03T00:01:00', '2026-11-03T00:02:00']],
  ['rate(5 minutes)', ['2026-11-03T00:05:00', '2026-11-03T00:10:00']],
  ['rate(12 hours)', ['2026-11-03T12:00:00', '2026-11-04T00:00:00']],
  ['rate(40 days)', ['2026-12-13T00:00:00', '2027-01-22T00:00:00']],
  ['cron(0 10 * * ? *)', ['2026-11-03T10:00:00', '2026-11-04T10:00:00']],
  ['cron(15 12 ? * MON-FRI *)', ['2026-11-03T12:15:00', '2026-11-04T12:15:00']],
  ['cron(0/15 * * * ? *)', ['2026-11-03T00:15:00', '2026-11-03T00:30:00']],
  ['cron(5/20 8-9 * * ? *)', ['2026-11-03T08:05:00', '2026-11-03T08:25:00']],
  ['cron(0 8 1 * ? *)', ['2026-12-01T08:00:00', '2027-01-01T08:00:00']],
  ['cron(0 0 L * ? *)', ['2026-11-30T00:00:00', '2026-12-31T00:00:00']],
  ['cron(0 0 15W * ? *)', ['2026-11-16T00:00:00', '2026-12-15T00:00:00']],
  ['cron(0 0 ? * 1 *)', ['2026-11-08T00:00:00', '2026-11-15T00:00:00']],
  ['cron(0 0 ? * L *)', ['2026-11-07T00:00:00', '2026-11-14T00:00:00']],
  ['cron(0 18 ? * 6L *)', ['2026-11-27T18:00:00', '2026-12-25T18:00:00']],
  ['cron(0 18 ? * 6#3 *)', ['2026-11-20T18:00:00', '2026-12-18T18:00:00']],
  ['cron(0 9 ? JAN 2-6 2027)', ['2027-01-01T09:00:00', '2027-01-04T09:00:00']],
  ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00:00', '2032-02-29T00:00:00']],
])('%s ticks when AWS would', (expression, expected) => {
  const next = compileSchedule(expression, 'UTC', START);
  const first = next(START);
  expect([first, first && next(first)].map((date) => date?.toISOString())).toEqual(
    expected.map((date) => `${date}.000Z`),
  );
});

test('a time zone moves cron and at with its summer time', () => {
  const berlin = compileSchedule('cron(0 9 * * ? *)', 'Europe/Berlin', START);
  expect(berlin(new Date('2026-10-24T00:00:00Z'))?.toISOString()).toBe('2026-10-24T07:00:00.000Z');
  expect(berlin(new Date('2026-10-25T06:00:00Z'))?.toISOString()).toBe('2026-10-25T08:00:00.000Z');
  const once = compileSchedule('at(2027-07-01T09:00:00)', 'Europe/Berlin', START);
  expect(once(START)?.toISOString()).toBe('2027-07-01T07:00:00.000Z');
  expect(once(new Date('2027-07-01T07:00:00Z'))).toBeUndefined();
});

test.each([
  ['every day', /must be rate/],
  ['rate(0 minutes)', /a rate is a number/],
  ['rate(5 weeks)', /a rate is a number/],
  ['rate(1.5 hours)', /a rate is a number/],
  ['cron(0 10 * * ?)', /six fields/],
  ['cron(0 10 * * * *)', /exactly one/],
  ['cron(0 10 ? * ? *)', /exactly one/],
  ['cron(0 0 L-3 * ? *)', /L- is not supported/],
  ['cron(61 0 * * ? *)', /cannot be used/],
  ['cron(0 0 * FOO ? *)', /cannot be used/],
  ['at(2027-01-01)', /at\(\.\.\.\) takes/],
  ['at(2027-13-01T00:00:00)', /cannot be used/],
])('%s is refused', (expression, message) => {
  expect(() => compileSchedule(expression, 'UTC', START)).toThrow(message);
});

test('an unknown time zone is refused at the start', () => {
  expect(() => compileSchedule('cron(0 9 * * ? *)', 'Europe/Atlantis', START)(START)).toThrow();
});

/** A clock that is moved by hand. It calls back when its time has come, in order. */
function handClock() {
  let now = START.getTime();
  let timers: { at: number; action: () => void; length: number }[] = [];
  const clock: Clock = {
    now: () => new Date(now),
    after(length, action) {
      const timer = { at: now + length, action, length };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  const pass = (milliseconds: number) => {
    const end = now + milliseconds;
    for (;;) {
      const next = timers.toSorted((left, right) => left.at - right.at)[0];
      if (!next || next.at > end) break;
      now = Math.max(now, next.at);
      timers = timers.filter((other) => other !== next);
      next.action();
    }
    now = end;
  };
  /** Time passes, and no timer counts it: the machine sleeps. */
  const sleep = (milliseconds: number) => {
    now += milliseconds;
    timers = timers.map((timer) => ({ ...timer, at: timer.at + milliseconds }));
  };
  return { clock, pass, sleep, longest: () => Math.max(0, ...timers.map(({ length }) => length)) };
}

const HOUR = 3_600_000;

test('a schedule ticks at each of its moments, and not after it was stopped', () => {
  const { clock, pass } = handClock();
  const ticks: string[] = [];
  const schedule = startSchedule({
    expression: 'rate(1 hour)',
    onTick: (due) => ticks.push(due.toISOString().slice(11, 16)),
    clock,
  });
  pass(2.5 * HOUR);
  expect(ticks).toEqual(['01:00', '02:00']);
  expect(schedule.next()?.toISOString()).toBe('2026-11-03T03:00:00.000Z');
  schedule.stop();
  pass(5 * HOUR);
  expect(ticks.length).toBe(2);
  expect(schedule.next()).toBeUndefined();
});

test('no timer is ever longer than the 2^31 ms after which timers fire at once', () => {
  const { clock, pass, longest } = handClock();
  let ticks = 0;
  startSchedule({ expression: 'rate(60 days)', onTick: () => (ticks += 1), clock });
  for (let day = 0; day < 61; day += 1) {
    expect(longest()).toBeLessThan(2 ** 31);
    expect(ticks).toBe(day < 60 ? 0 : 1);
    pass(24 * HOUR);
  }
});

test('ticks that a sleeping machine missed come as one, soon after it wakes', () => {
  const { clock, pass, sleep } = handClock();
  const ticks: string[] = [];
  startSchedule({ expression: 'rate(1 hour)', onTick: (due) => ticks.push(due.toISOString().slice(11, 16)), clock });
  pass(0.5 * HOUR);
  sleep(5 * HOUR);
  expect(ticks).toEqual([]);
  pass(60_000);
  expect(ticks).toEqual(['01:00']);
  pass(0.5 * HOUR);
  expect(ticks).toEqual(['01:00', '06:00']);
});

test('a moment that is past never comes', () => {
  const { clock, pass } = handClock();
  const onTick = () => {
    throw new Error('ticked');
  };
  const schedule = startSchedule({ expression: 'at(2020-01-01T00:00:00)', onTick, clock });
  expect(schedule.next()).toBeUndefined();
  pass(HOUR);
});

test('on the clock of the system a schedule ticks by itself', async () => {
  const { promise, resolve } = Promise.withResolvers<Date>();
  const soon = new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000);
  startSchedule({ expression: `at(${soon.toISOString().slice(0, 19)})`, onTick: resolve });
  // The schedule's own timer keeps no process alive; this one does, for as long as it may take.
  const patience = setTimeout(() => undefined, 10_000);
  expect(await promise).toEqual(soon);
  expect(Date.now()).toBeGreaterThanOrEqual(soon.getTime());
  clearTimeout(patience);
});
