import { percent } from '../contract/numbers.ts';

/** `90.2% to 95.4%` */
export const interval = ([low, high]: readonly [number, number]): string => `${percent(low)} to ${percent(high)}`;

/** A difference of shares in points, with its sign: `+1.8`, `-0.4`, `0.0`. */
export function points(share: number): string {
  const rounded = Math.round(share * 1000) / 10 + 0;
  return `${rounded > 0 ? '+' : ''}${rounded.toFixed(1)}`;
}

/** US dollars; cents are told where they matter. */
export const dollars = (usd: number): string => `$${usd >= 1 || usd === 0 ? usd.toFixed(2) : usd.toPrecision(2)}`;

/** A timestamp to the second: `2026-11-22 10:30:00 UTC`. */
export const moment = (timestamp: string): string => `${timestamp.slice(0, 10)} ${timestamp.slice(11, 19)} UTC`;

/** A coordinate in a drawing: a hundredth of a pixel is more than anybody sees. */
export const coordinate = (value: number): number => Math.round(value * 100) / 100;

/** A text as a sentence: with a full stop, and a capital at its beginning unless that is a name, as of a file. */
export function sentence(text: string): string {
  const begun = /^[a-z]+[ ,:;]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
