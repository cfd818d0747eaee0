/** Requests to a host at the same time at most: enough to hide a host's latency. */
export const MOST_AT_ONCE = 8;
/** Good answers after which one request more is tried: a host that has just complained gets its whole load back slowly. */
export const ANSWERS_A_STEP = 20;
/** Without any good answer for so long, in ms, a host is given up: the workflow asks again, with longer and longer pauses. */
export const PATIENCE_MS = 120_000;
/** Pause after the first fault, where the host names none; it doubles with each that follows without a good answer. */
const FIRST_PAUSE_MS = 500;

/**
 * How fast a host is asked while a model is scored: one brake for all requests, so that a host that complains to one is
 * left alone by the others, too. The number of requests at once grows by one and is halved, as TCP's window is (Chiu and
 * Jain, 1989: of the linear rules, this one comes to a fair share). Moments are in ms since 1970.
 */
export interface Pace {
  /** Requests at once, from 1 to {@link MOST_AT_ONCE}. */
  readonly width: number;
  /** Good answers since the width last changed. */
  readonly good: number;
  /** Faults in a row, those of requests that were under way together counting as one. */
  readonly faults: number;
  /** When the width was last halved. */
  readonly slowedAt: number;
  /** Nothing is asked before. */
  readonly quietUntil: number;
  /** When the last good answer came; before the first one, when asking began. */
  readonly heardAt: number;
  /** The host has given no good answer for longer than patience lasts. */
  readonly isGivenUp: boolean;
}

/** A request's end. */
export interface Ended {
  readonly begunAt: number;
  readonly now: number;
}

/** Full speed, until the host complains. */
export const startPace = (now: number): Pace => ({
  width: MOST_AT_ONCE,
  good: 0,
  faults: 0,
  slowedAt: Number.NEGATIVE_INFINITY,
  quietUntil: now,
  heardAt: now,
  isGivenUp: false,
});

/** Whether another request may be made, beside so many that are under way. */
export const mayAsk = ({ width, quietUntil }: Pace, underWay: number, now: number): boolean =>
  underWay < width && now >= quietUntil;

/** After a good answer. A pause that the host has asked for goes on all the same. */
export function afterAnswer(pace: Pace, { now }: Pick<Ended, 'now'>): Pace {
  const isStep = pace.good + 1 >= ANSWERS_A_STEP;
  return {
    ...pace,
    width: isStep ? Math.min(MOST_AT_ONCE, pace.width + 1) : pace.width,
    good: isStep ? 0 : pace.good + 1,
    faults: 0,
    heardAt: now,
    isGivenUp: false,
  };
}

/**
 * After a passing fault. What was under way when the host first complained complains of the same: it makes the pause longer
 * if it says so, but halves nothing again. A pause may be longer than patience: after it, the host is asked once more.
 */
export function afterFault(pace: Pace, { begunAt, now }: Ended, retryAfterSeconds?: number): Pace {
  const isNew = begunAt > pace.slowedAt;
  const ownPause = isNew ? FIRST_PAUSE_MS * 2 ** pace.faults : 0;
  return {
    ...pace,
    ...(isNew && {
      width: Math.max(1, pace.width >> 1),
      good: 0,
      faults: pace.faults + 1,
      slowedAt: now,
    }),
    quietUntil: Math.max(pace.quietUntil, now + Math.max(ownPause, (retryAfterSeconds ?? 0) * 1_000)),
    isGivenUp: now - pace.heardAt >= PATIENCE_MS,
  };
}
