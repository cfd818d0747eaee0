const HASH_BITS = 32;
/** A word of the table has 16 places of two bits: whether a hash came, and whether another one came after it. */
const PLACES_A_WORD_BITS = 4;
const PLACES_A_WORD = 2 ** PLACES_A_WORD_BITS;
/** Places in a byte, for those who reckon with the table's size. */
export const PLACES_A_BYTE = PLACES_A_WORD / Int32Array.BYTES_PER_ELEMENT;

/**
 * Tells which 32-bit hashes came more than once. It never misses one, and takes for recurring some that merely share a
 * place of the table with another.
 */
export class Recurrences {
  readonly #shift: number;
  readonly #words: Int32Array;

  /** @param placeBits from 4 to 31: there are 2^placeBits places, found by a hash's highest bits */
  constructor(placeBits: number) {
    this.#shift = HASH_BITS - placeBits;
    this.#words = new Int32Array(2 ** (placeBits - PLACES_A_WORD_BITS));
  }

  clear(): void {
    this.#words.fill(0);
  }

  add(hash: number): void {
    const place = hash >>> this.#shift;
    const word = place >>> PLACES_A_WORD_BITS;
    const came = 1 << (2 * (place & (PLACES_A_WORD - 1)));
    const before = this.#words[word] ?? 0;
    this.#words[word] = before | came | ((before & came) << 1);
  }

  has(hash: number): boolean {
    const place = hash >>> this.#shift;
    const cameAgain = 2 << (2 * (place & (PLACES_A_WORD - 1)));
    return ((this.#words[place >>> PLACES_A_WORD_BITS] ?? 0) & cameAgain) !== 0;
  }
}
