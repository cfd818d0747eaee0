/** A whole number as people read it: `1,197`. */
export const whole = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 0 });

/** `1 row`, `2 rows`: a number with its noun. */
export const count = (n: number, noun: string): string => `${whole(n)} ${noun}${n === 1 ? '' : 's'}`;

const BYTE_UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in the unit (powers of 1,000) that gives a short number: `1.2 GB`, `640 kB`. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${BYTE_UNITS[power]}`;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds as people say them: `40 s`, `31 min`, `2.4 h`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 2 * MINUTE) return `${Math.ceil(seconds)} s`;
  return seconds < 2 * HOUR ? `${Math.round(seconds / MINUTE)} min` : `${(seconds / HOUR).toFixed(1)} h`;
}

/** A share as a percentage with one decimal: `97.5%`. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
