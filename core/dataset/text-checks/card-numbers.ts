import { AFTER, BEFORE_LOOSE } from './number-bounds.ts';

/**
 * In one piece, or in the groups that are embossed on cards; a group of three behind four groups of four may be the card's or
 * the beginning of another number. Matches still have to pass {@link isCardNumber}.
 */
export const CARD_NUMBERS = [
  String.raw`\d{13,19}|\d{4}([ \-])\d{4}\1\d{4}\1\d{4}|\d{4}([ \-])\d{6}\2\d{4,5}`,
  String.raw`\d{4}([ \-])\d{4}\1\d{4}\1\d{4}\1\d{3}`,
].map((written) => new RegExp(`${BEFORE_LOOSE}(?:${written})${AFTER}`, 'g'));

/** First digits (from, to) of the cards in use, and the lengths of their numbers, by ISO/IEC 7812 and the issuers. */
const ISSUERS: readonly (readonly [from: number, to: number, lengths: readonly number[]])[] = [
  [4, 4, [13, 16, 19]], // Visa
  [51, 55, [16]], // Mastercard
  [2221, 2720, [16]], // Mastercard
  [34, 34, [15]], // American Express
  [37, 37, [15]], // American Express
  [300, 305, [14]], // Diners Club
  [36, 36, [14]], // Diners Club
  [38, 39, [14]], // Diners Club
  [3528, 3589, [16, 17, 18, 19]], // JCB
  [6011, 6011, [16, 17, 18, 19]], // Discover
  [644, 659, [16, 17, 18, 19]], // Discover
  [62, 62, [16, 17, 18, 19]], // UnionPay
];

/** True for a number of a known issuer with the right length and check digit. */
export function isCardNumber(written: string): boolean {
  const digits = written.replace(/\D/g, '');
  return ISSUERS.some((issuer) => isOf(issuer, digits)) && passesLuhn(digits);
}

function isOf([from, to, lengths]: (typeof ISSUERS)[number], digits: string): boolean {
  const start = Number(digits.slice(0, String(from).length));
  return start >= from && start <= to && lengths.includes(digits.length);
}

/** ISO/IEC 7812-1, annex B: every second digit from the right is doubled and its digits added up. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const weighted = index % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}
