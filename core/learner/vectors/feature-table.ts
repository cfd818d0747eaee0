const { imul, log2, ceil, max } = Math;

/** Fibonacci hashing's multiplier: 2^32 over the golden ratio. */
const SPREAD = 0x9e3779b9;

/**
 * Features numbered from 0 in the order of their arrival: an open-addressing table of 32-bit hashes. Two features that
 * share a hash become one; among a million features that happens to a few hundred.
 */
export class FeatureTable {
  size = 0;
  /** Feature and number plus one, side by side, so that a look-up touches one line of the cache. */
  #slots: Int32Array;
  #shift: number;

  /** @param expected how many features will come, if known; it only saves growing */
  constructor(expected = 512) {
    const bits = ceil(log2(max(expected, 8))) + 1;
    this.#slots = new Int32Array(2 ** bits * 2);
    this.#shift = 32 - bits;
  }

  /** The feature's number, or -1. */
  find(feature: number): number {
    return (this.#slots[this.#slotOf(feature) + 1] ?? 0) - 1;
  }

  /** The feature's number; the next free one when it is new. */
  findOrAdd(feature: number): number {
    const slot = this.#slotOf(feature);
    const number = (this.#slots[slot + 1] ?? 0) - 1;
    if (number >= 0) return number;
    this.#slots[slot] = feature;
    this.size += 1;
    this.#slots[slot + 1] = this.size;
    if (this.size * 4 > this.#slots.length) this.#grow();
    return this.size - 1;
  }

  /** Every feature, in the order of the numbers. */
  features(): Int32Array {
    const features = new Int32Array(this.size);
    for (let slot = 0; slot < this.#slots.length; slot += 2) {
      const number = (this.#slots[slot + 1] ?? 0) - 1;
      if (number >= 0) features[number] = this.#slots[slot] ?? 0;
    }
    return features;
  }

  #slotOf(feature: number): number {
    const slots = this.#slots;
    let slot = (imul(feature, SPREAD) >>> this.#shift) * 2;
    while (slots[slot + 1] !== 0 && slots[slot] !== feature) slot = (slot + 2) % slots.length;
    return slot;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    this.#shift -= 1;
    for (let slot = 0; slot < old.length; slot += 2) {
      if (old[slot + 1] === 0) continue;
      const target = this.#slotOf(old[slot] ?? 0);
      this.#slots[target] = old[slot] ?? 0;
      this.#slots[target + 1] = old[slot + 1] ?? 0;
    }
  }
}
