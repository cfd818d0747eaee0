/** Digits that a double holds exactly: 12 hexadecimal digits are 48 bits. */
const FRACTION_DIGITS = 12;

/** Where in [0, 1) a hash lies: worked out from all of it, where the product compares a prefix. */
export function hashFraction(hashed: string): number {
  return Number.parseInt(hashed.slice(0, FRACTION_DIGITS), 16) / 2 ** (4 * FRACTION_DIGITS);
}
