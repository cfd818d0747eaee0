/** How numbers are told to people, alike in sentences, on the terminal and in the report. */

/** A whole number as people read it: `1,197`. */
export const whole = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 0 });

/** `1 row`, `2 rows`: a number with its noun. */
export const count = (n: number, noun: string, nouns = `${noun}s`): string => `${whole(n)} ${n === 1 ? noun : nouns}`;

/** A share as a percentage with one decimal: `97.5%`. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

/** As {@link percent}, rounded down, so that 98.99% proved does not read as the 99.0% that is not. */
export const percentRoundedDown = (share: number): string => `${(Math.floor(share * 1000 + 1e-9) / 10).toFixed(1)}%`;

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds as people say them: `40 s`, `31 min`, `2.4 h`. */
export function duration(seconds: number): string {
  if (seconds < 2 * MINUTE) return `${Math.ceil(seconds)} s`;
  return seconds < 2 * HOUR ? `${Math.round(seconds / MINUTE)} min` : `${(seconds / HOUR).toFixed(1)} h`;
}
