/** As long as OpenAI tries: 72 hours, in ms. */
export const PATIENCE_MS = 72 * 3_600_000;

const FIRST_PAUSE_MS = 5_000;
const GROWTH = 4;
const LONGEST_PAUSE_MS = 4 * 3_600_000;

/** The pause after a failed attempt, in ms: 5 s after the first one, then four times as long each time, up to 4 hours. */
export const pauseAfter = (attempts: number): number =>
  Math.min(FIRST_PAUSE_MS * GROWTH ** Math.max(0, attempts - 1), LONGEST_PAUSE_MS);
