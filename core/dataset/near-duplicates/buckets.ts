import type { NearGroups } from './near-groups.ts';
import { SIGNATURE_BYTES, SIGNATURE_WORDS } from './signature.ts';
import { countDiffering } from './similarity.ts';

const HASH_BITS = 32;
const INTEGER_BYTES = 4;
const NONE = -1;

/** Examples of each side that a bucket keeps for others to be compared with; it is what bounds the time. */
export const KEPT_OF_A_SIDE = 16;
/** The most that a place takes: a signature, a hash, an ordinal, a link to the next, a side and two starts of chains. */
export const BYTES_A_PLACE = SIGNATURE_BYTES + 3 * INTEGER_BYTES + 1 + 2 * INTEGER_BYTES;

/**
 * Buckets of examples whose signatures agree in one band, in a table of a fixed number of places. An example that arrives
 * is compared with those that its bucket keeps: the first {@link KEPT_OF_A_SIDE} held-out ones, and as many of the ones to
 * train on that are not near to one kept before. All held-out examples must arrive first.
 *
 * Hence a bucket of thousands that are not near to each other is not searched wholly: there, a pair is overlooked when it
 * does not meet in the bucket of another band either.
 */
export class Buckets {
  readonly #mostDiffering: number;
  readonly #groups: NearGroups;
  readonly #places: number;
  readonly #chainShift: number;
  readonly #chains: Int32Array;
  readonly #next: Int32Array;
  readonly #hashes: Int32Array;
  readonly #ordinals: Int32Array;
  readonly #heldOut: Uint8Array;
  readonly #words: Int32Array;
  #used = 0;

  constructor(places: number, mostDiffering: number, groups: NearGroups) {
    this.#mostDiffering = mostDiffering;
    this.#groups = groups;
    this.#places = places;
    const chainBits = Math.ceil(Math.log2(places));
    this.#chainShift = HASH_BITS - chainBits;
    this.#chains = new Int32Array(2 ** chainBits).fill(NONE);
    this.#next = new Int32Array(places);
    this.#hashes = new Int32Array(places);
    this.#ordinals = new Int32Array(places);
    this.#heldOut = new Uint8Array(places);
    this.#words = new Int32Array(places * SIGNATURE_WORDS);
  }

  clear(): void {
    this.#chains.fill(NONE);
    this.#used = 0;
  }

  /**
   * Compares an example, whose signature lies at a word's position `at`, with what its bucket keeps.
   * @returns false when it should have been kept and there was no place: some that arrive later would not meet it
   */
  add(hash: number, ordinal: number, heldOut: boolean, words: Int32Array, at: number): boolean {
    let kept = 0;
    let near = false;
    let acrossSplit = !heldOut && this.#groups.isAcrossSplit(ordinal);
    const chain = hash >>> this.#chainShift;
    for (let place = this.#chains[chain] ?? NONE; place !== NONE; place = this.#next[place] ?? NONE) {
      if (this.#hashes[place] !== hash) continue;
      const sameSide = (this.#heldOut[place] === 1) === heldOut;
      if (sameSide) kept += 1;
      if ((sameSide ? near : acrossSplit) || !this.#isNear(place, words, at)) continue;
      if (sameSide) {
        near = true;
        this.#groups.join(ordinal, this.#ordinals[place] ?? ordinal);
      } else {
        acrossSplit = true;
        this.#groups.markAcrossSplit(ordinal);
      }
    }
    // A held-out example is kept even if another one is near: what is to be trained on may be near to this one alone.
    const keep = kept < KEPT_OF_A_SIDE && (heldOut || !near);
    return !keep || this.#keep(chain, hash, ordinal, heldOut, words, at);
  }

  #isNear(place: number, words: Int32Array, at: number): boolean {
    const differing = countDiffering(words, at, this.#words, place * SIGNATURE_WORDS, this.#mostDiffering);
    return differing <= this.#mostDiffering;
  }

  #keep(chain: number, hash: number, ordinal: number, heldOut: boolean, words: Int32Array, at: number): boolean {
    const place = this.#used;
    if (place === this.#places) return false;
    this.#used += 1;
    this.#next[place] = this.#chains[chain] ?? NONE;
    this.#chains[chain] = place;
    this.#hashes[place] = hash;
    this.#ordinals[place] = ordinal;
    this.#heldOut[place] = heldOut ? 1 : 0;
    const start = place * SIGNATURE_WORDS;
    for (let word = 0; word < SIGNATURE_WORDS; word += 1) this.#words[start + word] = words[at + word] ?? 0;
    return true;
  }
}
