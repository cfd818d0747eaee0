import { Cron } from 'croner';

/** The moment of the first tick after the given one, or undefined when there is none any more. */
export type NextTick = (after: Date) => Date | undefined;

const MINUTE = 60_000;
const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: 60 * MINUTE, day: 24 * 60 * MINUTE };

/**
 * Compiles a schedule expression of EventBridge: `rate(5 minutes)`, `cron(0 10 ? * MON-FRI *)`, `at(2027-01-31T08:00:00)`.
 * A rate counts from the given start. Source: "Schedule types in EventBridge Scheduler", Scheduler user guide.
 * @param timezone IANA name, for `cron` and `at`
 * @throws Error saying what of the expression is not understood
 */
export function compileSchedule(expression: string, timezone: string, start: Date): NextTick {
  const [, kind, content] = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim()) ?? [];
  if (kind === 'rate' && content !== undefined) return compileRate(expression, content, start);
  if (kind === 'cron' && content !== undefined) return compileCron(expression, content, timezone);
  if (kind === 'at' && content !== undefined) return compileAt(expression, content, timezone);
  throw unusable(expression, 'it must be rate(...), cron(...) or at(...)');
}

function compileRate(expression: string, content: string, start: Date): NextTick {
  const [, count, unit] = /^([1-9]\d*) +(minute|hour|day)s?$/.exec(content.trim()) ?? [];
  const period = Number(count) * (UNITS[unit ?? ''] ?? Number.NaN);
  if (Number.isNaN(period)) throw unusable(expression, 'a rate is a number of minutes, hours or days');
  return (after) => {
    const periods = Math.floor((after.getTime() - start.getTime()) / period) + 1;
    return new Date(start.getTime() + Math.max(1, periods) * period);
  };
}

/** Minutes, hours, day of month, month, day of week, year. */
const CRON_FIELDS = 6;

function compileCron(expression: string, content: string, timezone: string): NextTick {
  const fields = content.trim().split(/\s+/);
  if (fields.length !== CRON_FIELDS)
    throw unusable(expression, 'a cron expression has six fields, the last one the year');
  const [dayOfMonth, dayOfWeek] = [fields[2], fields[4]];
  // The library takes a day that either field allows; where one is `?`, as AWS demands, there is no difference.
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw unusable(expression, 'exactly one of day of month and day of week must be ?');
  }
  if (dayOfMonth?.startsWith('L-')) throw unusable(expression, 'L- is not supported here');
  const pattern = fields.map((field, index) => plainField(field, index === 4));
  try {
    const cron = new Cron(`0 ${pattern.join(' ')}`, {
      timezone,
      alternativeWeekdays: true, // 1 is Sunday
      sloppyRanges: true, // 5/20 is every 20 from 5 on
      paused: true,
    });
    return (after) => cron.nextRun(after) ?? undefined;
  } catch (error) {
    throw unusable(expression, error instanceof Error ? error.message : 'it is broken');
  }
}

/** The same field in the library's words: it has no `?`, and an `L` alone means Saturday among the days of the week. */
function plainField(field: string, isDayOfWeek: boolean): string {
  if (field === '?') return '*';
  return isDayOfWeek && field === 'L' ? '7' : field;
}

function compileAt(expression: string, content: string, timezone: string): NextTick {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(content))
    throw unusable(expression, 'at(...) takes yyyy-mm-ddThh:mm:ss');
  try {
    const once = new Cron(content, { timezone, paused: true });
    return (after) => once.nextRun(after) ?? undefined;
  } catch (error) {
    throw unusable(expression, error instanceof Error ? error.message : 'it is broken');
  }
}

function unusable(expression: string, why: string): Error {
  return new Error(`the schedule ${expression} cannot be used: ${why}`);
}
