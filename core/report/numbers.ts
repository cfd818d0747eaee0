/** A whole number as people read it: `1,197`. */
export const whole = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 0 });

/** `1 row`, `2 rows`: a number with its noun. */
export const count = (n: number, noun: string, nouns = `${noun}s`): string => `${whole(n)} ${n === 1 ? noun : nouns}`;

/** A share as a percentage with one decimal: `97.5%`. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

/** As {@link percent}, rounded down: what is proved is never told as more. */
export const percentProved = (share: number): string => `${(Math.floor(share * 1000 + 1e-9) / 10).toFixed(1)}%`;

/** `90.2% to 95.4%` */
export const interval = ([low, high]: readonly [number, number]): string => `${percent(low)} to ${percent(high)}`;

/** A difference of shares in points, with its sign: `+1.8`, `-0.4`, `0.0`. */
export function points(share: number): string {
  const rounded = Math.round(share * 1000) / 10 + 0;
  return `${rounded > 0 ? '+' : ''}${rounded.toFixed(1)}`;
}

/** US dollars; cents are told where they matter. */
export const dollars = (usd: number): string => `$${usd >= 1 || usd === 0 ? usd.toFixed(2) : usd.toPrecision(2)}`;

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds as people say them: `40 s`, `31 min`, `2.4 h`. */
export function duration(seconds: number): string {
  if (seconds < 2 * MINUTE) return `${Math.ceil(seconds)} s`;
  return seconds < 2 * HOUR ? `${Math.round(seconds / MINUTE)} min` : `${(seconds / HOUR).toFixed(1)} h`;
}

/** A timestamp to the second: `2026-11-22 10:30:00 UTC`. */
export const moment = (timestamp: string): string => `${timestamp.slice(0, 10)} ${timestamp.slice(11, 19)} UTC`;

/** A coordinate in a drawing: a hundredth of a pixel is more than anybody sees. */
export const coordinate = (value: number): number => Math.round(value * 100) / 100;

/** A text as a sentence: with a full stop, and a capital at its beginning unless that is a name, as of a file. */
export function sentence(text: string): string {
  const begun = /^[a-z]+[ ,:;]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
