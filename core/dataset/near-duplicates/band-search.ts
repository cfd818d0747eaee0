import { hashBand } from './bands.ts';
import type { Buckets } from './buckets.ts';
import type { Recurrences } from './recurrences.ts';
import { SIGNATURE_WORDS } from './signature.ts';
import {
  HAS_SIGNATURE,
  HELD_OUT,
  type SignatureBlock,
  type SignedExamples,
  signatureWords,
} from './signed-examples.ts';

/** A share of all hashes: those whose lowest bits, under the mask, are these. */
export interface HashRange {
  readonly mask: number;
  readonly bits: number;
}

/** What a search works with; its tables are made once and emptied between searches. */
export interface SearchTables {
  readonly recurrences: Recurrences;
  readonly buckets: Buckets;
}

/**
 * Finds the near ones among examples that agree in one band and whose hashes there lie in a range. It goes through the
 * examples three times: for the hashes that recur, since most examples are alone with theirs and need no place in a bucket;
 * for the held-out examples, up to the last one, since they must come first; for the others.
 */
export class BandSearch {
  readonly #examples: SignedExamples;
  readonly #tables: SearchTables;
  readonly #width: number;
  /** Of one block at a time: each example's hash, and the indices of those selected. */
  #hashes = new Int32Array(0);
  #selected = new Int32Array(0);

  /** @param width how many values of a band have to agree */
  constructor(examples: SignedExamples, tables: SearchTables, width: number) {
    this.#examples = examples;
    this.#tables = tables;
    this.#width = width;
  }

  /**
   * Searches a range of a band, in parts if its buckets do not fit into their table.
   * @returns whether they did fit
   */
  async search(band: number, range: HashRange): Promise<boolean> {
    this.#tables.recurrences.clear();
    this.#tables.buckets.clear();
    const lastHeldOut = await this.#findRecurrences(band, range);
    const fits =
      (await this.#fillBuckets(band, range, HAS_SIGNATURE | HELD_OUT, lastHeldOut)) &&
      (await this.#fillBuckets(band, range, HAS_SIGNATURE, this.#examples.count - 1));
    if (fits) return true;
    // What was found so far stands: finding it again changes nothing.
    const mask = 2 * range.mask + 1;
    await this.search(band, { mask, bits: range.bits });
    await this.search(band, { mask, bits: range.bits + range.mask + 1 });
    return false;
  }

  /** @returns the ordinal of the last held-out example in the range, -1 when there is none */
  async #findRecurrences(band: number, range: HashRange): Promise<number> {
    let lastHeldOut = -1;
    for await (const block of this.#examples.scan()) {
      lastHeldOut = Math.max(lastHeldOut, this.#noteHashes(block, band, range));
    }
    return lastHeldOut;
  }

  /** @returns false when the buckets were full before the example with the ordinal `last` was reached */
  async #fillBuckets(band: number, range: HashRange, wanted: number, last: number): Promise<boolean> {
    if (last < 0) return true;
    for await (const block of this.#examples.scan()) {
      if (!this.#addToBuckets(block, band, range, wanted)) return false;
      if (block.first + block.flags.length > last) break;
    }
    return true;
  }

  // The loops over a block's examples are functions of their own: in an asynchronous one they would run several times slower.

  #noteHashes(block: SignatureBlock, band: number, range: HashRange): number {
    const { first, flags } = block;
    const { recurrences } = this.#tables;
    const count = this.#select(block, band, range, HAS_SIGNATURE, HAS_SIGNATURE);
    let lastHeldOut = -1;
    for (let at = 0; at < count; at += 1) {
      const index = this.#selected[at] ?? 0;
      recurrences.add(this.#hashes[index] ?? 0);
      if (((flags[index] ?? 0) & HELD_OUT) !== 0) lastHeldOut = first + index;
    }
    return lastHeldOut;
  }

  #addToBuckets(block: SignatureBlock, band: number, range: HashRange, wanted: number): boolean {
    const { recurrences, buckets } = this.#tables;
    const words = signatureWords(block.signatures);
    const heldOut = (wanted & HELD_OUT) !== 0;
    const count = this.#select(block, band, range, HAS_SIGNATURE | HELD_OUT, wanted);
    for (let at = 0; at < count; at += 1) {
      const index = this.#selected[at] ?? 0;
      const hash = this.#hashes[index] ?? 0;
      if (!recurrences.has(hash)) continue;
      if (!buckets.add(hash, block.first + index, heldOut, words, index * SIGNATURE_WORDS)) return false;
    }
    return true;
  }

  /** Hashes a block, and selects the examples in the range whose flags, under a mask, are the wanted ones. */
  #select(block: SignatureBlock, band: number, { mask, bits }: HashRange, flagMask: number, wanted: number): number {
    const { signatures, flags } = block;
    if (this.#hashes.length < flags.length) {
      this.#hashes = new Int32Array(flags.length);
      this.#selected = new Int32Array(flags.length);
    }
    const [hashes, selected] = [this.#hashes, this.#selected];
    hashBand(signatureWords(signatures), band, this.#width, hashes);
    let count = 0;
    for (let index = 0; index < flags.length; index += 1) {
      // No branch, since a processor could not foresee it: an example not selected is overwritten by the next, and the sign
      // of a number or of its negative tells whether it is zero.
      selected[count] = index;
      const difference = (((hashes[index] ?? 0) & mask) ^ bits) | (((flags[index] ?? 0) & flagMask) ^ wanted);
      count += ((difference | -difference) >>> 31) ^ 1;
    }
    return count;
  }
}
