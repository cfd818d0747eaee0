const { min } = Math;

/** Counts stop here: their logarithm hardly grows any more, and a count then fits in a byte. */
export const HIGHEST_COUNT = 255;

/**
 * Counts distinct 32-bit keys in a table that is made once and emptied between uses. The first `size` entries of `keys`
 * and `counts` hold each key, in the order of arrival.
 */
export class DistinctCounter {
  size = 0;
  readonly keys: Int32Array;
  readonly counts: Uint8Array;
  /** Position plus one; 0 marks a free slot. */
  readonly #slots: Uint16Array;
  readonly #used: Uint16Array;
  readonly #mask: number;

  /** @param slots a power of two, 65,536 at most; there must never be more than half as many keys, since it does not grow */
  constructor(slots: number) {
    this.keys = new Int32Array(slots / 2);
    this.counts = new Uint8Array(slots / 2);
    this.#slots = new Uint16Array(slots);
    this.#used = new Uint16Array(slots / 2);
    this.#mask = slots - 1;
  }

  clear(): void {
    for (let index = 0; index < this.size; index += 1) this.#slots[this.#used[index] ?? 0] = 0;
    this.size = 0;
  }

  /** Counts the key `times` more. @returns its position in `keys`, which is the old `size` when it is new */
  add(key: number, times: number): number {
    // The lowest bit of a key may be fixed, so it takes no part in choosing the slot.
    let slot = (key >>> 1) & this.#mask;
    for (;;) {
      const position = (this.#slots[slot] ?? 0) - 1;
      if (position < 0) break;
      if (this.keys[position] === key) {
        this.counts[position] = min((this.counts[position] ?? 0) + times, HIGHEST_COUNT);
        return position;
      }
      slot = (slot + 1) & this.#mask;
    }
    const position = this.size;
    this.keys[position] = key;
    this.counts[position] = min(times, HIGHEST_COUNT);
    this.#used[position] = slot;
    this.size += 1;
    this.#slots[slot] = this.size;
    return position;
  }
}
