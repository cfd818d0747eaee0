import { AFTER, AFTER_LOOSE, BEFORE, BEFORE_LOOSE } from './number-bounds.ts';

const SEPARATORS = String.raw`[ .\-/()\u00a0\u2010-\u2013]`;
const HYPHEN = String.raw`[.\-\u2010-\u2013]`;

/** A plus and 8 to 15 digits, as ITU-T E.164 counts them, grouped in any way. */
const INTERNATIONAL = String.raw`${BEFORE}\+[1-9](?:${SEPARATORS}{0,3}\d){7,14}${AFTER}`;

/** The same after the prefix 00. */
const INTERNATIONAL_PREFIX = String.raw`${BEFORE_LOOSE}00[1-9](?:${SEPARATORS}{0,2}\d){8,13}${AFTER_LOOSE}`;

/** North America: area code and exchange start with 2 to 9. Grouped by spaces only, it may be part of a table. */
const NORTH_AMERICAN = [
  String.raw`${BEFORE}(?:1[ .\-])?\([2-9]\d\d\)[ ./\-\u00a0]{0,2}[2-9]\d\d[ \u00a0]?${HYPHEN}?[ \u00a0]?\d{4}${AFTER}`,
  String.raw`${BEFORE}(?:1[ .\-])?[2-9]\d\d(?:${HYPHEN}|/| - | )[2-9]\d\d(?:${HYPHEN}| - )\d{4}${AFTER}`,
  String.raw`${BEFORE_LOOSE}(?:1 )?[2-9]\d\d[ \u00a0][2-9]\d\d[ \u00a0]\d{4}${AFTER_LOOSE}`,
];

/** Elsewhere: the trunk prefix 0, an area or mobile code, and two to four groups, or none. Mobile phones of China. */
const NATIONAL = [
  String.raw`${BEFORE_LOOSE}(?:\(0[1-9]\d{0,3}\)[ \u00a0]?\d{2,8}|0[1-9]\d{0,3}${SEPARATORS}\d{2,8})(?:[ .\-/\u00a0\u2010-\u2013]\d{2,8}){0,3}${AFTER_LOOSE}`,
  String.raw`${BEFORE_LOOSE}0[1-9]\d{8,9}${AFTER_LOOSE}`,
  String.raw`${BEFORE_LOOSE}1[3-9]\d([ \-])\d{4}\1\d{4}${AFTER_LOOSE}`,
];

/** Its matches still have to pass {@link isPhoneNumber}. */
export const PHONE_NUMBER = new RegExp(
  [INTERNATIONAL, INTERNATIONAL_PREFIX, ...NORTH_AMERICAN, ...NATIONAL].join('|'),
  'g',
);

const DATE = /^\(?\d{1,2}([.\-/])\d{1,2}\1(?:\d{4}|\d\d)(?!\d)/;

/** Postal codes of the United States with four more digits; the digits in their order. */
const OTHER_NUMBER = /^0\d{4}-\d{4}$|^0?123456789$/;

/** Digits of a national number with its trunk prefix: 9 in the smallest plans, 12 with the longest area codes. */
const LEAST_NATIONAL = 9;
const MOST_NATIONAL = 12;

/** False for what only looks like one: dates, postal codes, fractions, IP addresses, and numbers too short or too long. */
export function isPhoneNumber(written: string): boolean {
  if (!/^\(?0[1-9]/.test(written)) return true;
  const groups = written.match(/\d+/g) ?? [];
  const digits = groups.join('').length;
  if (digits < LEAST_NATIONAL || digits > MOST_NATIONAL || DATE.test(written) || OTHER_NUMBER.test(written))
    return false;
  const byDots = groups.length > 1 && /^[\d.]+$/.test(written);
  const isFraction = byDots && groups.length === 2;
  const isAddress = byDots && groups.length === 4 && groups.every((group) => group.length <= 3);
  return !isFraction && !isAddress;
}
