import {
  EVENTS_A_POLL,
  HISTORY_EVENTS,
  MOST_POLLS,
  nextWaitSeconds,
  staySeconds,
} from '../core/tuning/poll-schedule.ts';
import type { Benchmark, Report } from './benchmark.ts';
import { figure, markdownTable } from './markdown.ts';

const HOUR = 3_600;
/** Ages at which jobs end. */
const JOBS: readonly (readonly [name: string, seconds: number])[] = [
  ['1 minute', 60],
  ['10 minutes', 600],
  ['1 hour', HOUR],
  ['6 hours', 6 * HOUR],
  ['24 hours', 24 * HOUR],
  ['46 hours', 46 * HOUR],
  ['7 days', 7 * 24 * HOUR],
  ['14 days', 14 * 24 * HOUR],
];
/** A provider answers in half a second or so; the embedded engine trains for a second and a half while it is asked. */
const LOOK_SECONDS = { openai: 0.5, embedded: 1.5 } as const;
const FIXED_SECONDS = 60;

/** When a job of a given length was looked at, by a clock that jumps from one look to the next. */
export interface Followed {
  readonly polls: number;
  /** From the job's end until the look that saw it. */
  readonly delaySeconds: number;
  /** The same for the unluckiest end until then, as a share of what is allowed: the larger of 60 s and 10% of the age. */
  readonly worstShare: number;
}

/**
 * Follows a job that ends at an age.
 * @param pollAt how long a poll takes and what is waited before it, by the job's age and the polls so far
 */
export function follow(
  endsAtSeconds: number,
  pollAt: (age: number, polls: number) => { wait: number; takes: number },
): Followed {
  let now = 0;
  let asked = 0;
  let polls = 0;
  let worstShare = 0;
  do {
    const { wait, takes } = pollAt(now, polls);
    worstShare = Math.max(worstShare, wait / Math.max(60, (now + wait) / 10));
    asked = now + wait;
    now = asked + takes;
    polls += 1;
  } while (asked < endsAtSeconds);
  return { polls, delaySeconds: now - endsAtSeconds, worstShare };
}

const byPlan = (provider: keyof typeof LOOK_SECONDS) => (ageSeconds: number, polls: number) => {
  const lookSeconds = LOOK_SECONDS[provider];
  return {
    wait: nextWaitSeconds({ provider, lookSeconds, ageSeconds, polls }),
    takes: Math.max(lookSeconds, staySeconds({ provider, ageSeconds })),
  };
};

/** The polls of simulated jobs beside the bounds, and beside a poll every minute. */
export const polling: Benchmark = {
  name: 'polling',
  title: 'Waiting for a job: polls and delay beside their bounds, and beside a poll every minute',
  async measure(): Promise<Report> {
    const titles = [
      'a job of',
      'polls',
      'seen after its end',
      'allowed',
      'worst',
      'events',
      'every minute: polls',
      'events',
    ];
    const paid = JOBS.map(paidRow);
    const embeddedTitles = ['a job of', 'polls', 'of', 'events', 'share of time waited'];
    const embedded = JOBS.map(embeddedRow);
    const parts = [EXPLANATION, markdownTable(titles, paid), EMBEDDED, markdownTable(embeddedTitles, embedded)];
    return { body: parts.join('\n\n') };
  },
};

const EXPLANATION = `A simulated clock jumps from look to look, so that nothing here depends on the machine. Seen after its end: for a job that ends at just this age. Allowed: the larger of 60 s and 10% of the age. Worst: the longest that any end until then could have gone unseen, as a share of what is allowed at that moment. Events: ${EVENTS_A_POLL} a poll, of the ${figure(HISTORY_EVENTS)} that an execution's history may hold.`;
const EMBEDDED = `The embedded engine trains while it is looked at, ${LOOK_SECONDS.embedded} s at a time; a poll of an older job is many looks, and polls get rarer as the history fills, so that ${figure(MOST_POLLS)} last for as long as a run may.`;

function paidRow([name, seconds]: (typeof JOBS)[number]): string[] {
  const planned = follow(seconds, byPlan('openai'));
  const fixed = follow(seconds, () => ({ wait: FIXED_SECONDS, takes: 0 }));
  const fixedEvents = fixed.polls * EVENTS_A_POLL;
  return [
    name,
    figure(planned.polls),
    `${figure(planned.delaySeconds)} s`,
    `${figure(Math.max(60, seconds / 10))} s`,
    `${figure(planned.worstShare * 100)}%`,
    figure(planned.polls * EVENTS_A_POLL),
    figure(fixed.polls),
    fixedEvents < HISTORY_EVENTS ? figure(fixedEvents) : `the history ends after ${figure(endOfHistoryHours())} hours`,
  ];
}

/** How long a history lasts at a poll a minute. */
const endOfHistoryHours = () => ((HISTORY_EVENTS / EVENTS_A_POLL) * FIXED_SECONDS) / HOUR;

function embeddedRow([name, seconds]: (typeof JOBS)[number]): string[] {
  let waited = 0;
  const { polls } = follow(seconds, (age, before) => {
    const poll = byPlan('embedded')(age, before);
    waited += poll.wait;
    return poll;
  });
  return [
    name,
    figure(polls),
    figure(MOST_POLLS),
    figure(polls * EVENTS_A_POLL),
    `${figure((waited / seconds) * 100)}%`,
  ];
}
