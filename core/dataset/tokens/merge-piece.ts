import { PairHeap } from './pair-heap.ts';
import { NO_RANK, type RankTable } from './rank-table.ts';

/** Bytes up to which the best pair is looked for among all: a fifth faster there than a heap, and most pieces are this short. */
const SHORT = 128;

/**
 * Byte-pair encoding of one piece of text (Sennrich, Haddow and Birch, 2016): of all neighbouring parts whose bytes together
 * are a token, the two with the lowest rank are joined, the leftmost first, until no two are left. The parts are a doubly
 * linked list over their first bytes, and those of a long piece are kept in a heap, so that a piece of n bytes takes
 * n log n steps. Pieces may be as long as the text is: a line of a million letters without a space is one.
 */
export class PieceMerger {
  readonly #ranks: RankTable;
  readonly #heap = new PairHeap();
  /** By a part's first byte: the first byte of the next part, of the one before, and the rank of both parts joined. */
  #next = new Int32Array(2 * SHORT);
  #previous = new Int32Array(2 * SHORT);
  #joined = new Int32Array(2 * SHORT);

  constructor(ranks: RankTable) {
    this.#ranks = ranks;
  }

  /** The number of tokens of the first `length` bytes; the tokens are added to `tokens` where that is given. */
  merge(bytes: Uint8Array, length: number, tokens?: number[]): number {
    this.#cutIntoBytes(bytes, length);
    const joins = length <= SHORT ? this.#joinByScanning(bytes, length) : this.#joinByHeap(bytes, length);
    if (tokens) {
      for (let part = 0; part < length; part = this.#nextOf(part)) {
        tokens.push(this.#ranks.rankOf(bytes, part, this.#nextOf(part)));
      }
    }
    return length - joins;
  }

  #cutIntoBytes(bytes: Uint8Array, length: number): void {
    if (length >= this.#next.length) {
      this.#next = new Int32Array(length + 1);
      this.#previous = new Int32Array(length + 1);
      this.#joined = new Int32Array(length + 1);
    }
    for (let at = 0; at <= length; at += 1) {
      this.#next[at] = at + 1;
      this.#previous[at] = at - 1;
    }
    for (let at = 0; at < length; at += 1) this.#joined[at] = this.#rankWithNext(bytes, length, at);
  }

  #joinByScanning(bytes: Uint8Array, length: number): number {
    for (let joins = 0; ; joins += 1) {
      let best = NO_RANK;
      let where = 0;
      for (let part = 0; part < length; part = this.#nextOf(part)) {
        const rank = this.#joined[part] ?? NO_RANK;
        if (rank === NO_RANK || (best !== NO_RANK && rank >= best)) continue;
        best = rank;
        where = part;
      }
      if (best === NO_RANK) return joins;
      this.#join(bytes, length, where);
    }
  }

  #joinByHeap(bytes: Uint8Array, length: number): number {
    for (let part = 0; part < length; part += 1) this.#offer(part);
    let joins = 0;
    for (let pair = this.#heap.pop(); pair; pair = this.#heap.pop()) {
      // A pair one of whose parts has been joined elsewhere has another rank by now, or none.
      if (this.#joined[pair.position] !== pair.rank) continue;
      this.#join(bytes, length, pair.position);
      joins += 1;
      this.#offer(pair.position);
      const before = this.#previous[pair.position] ?? NO_PART;
      if (before !== NO_PART) this.#offer(before);
    }
    return joins;
  }

  #offer(part: number): void {
    const rank = this.#joined[part] ?? NO_RANK;
    if (rank !== NO_RANK) this.#heap.push(rank, part);
  }

  /** Joins a part with the next one, and finds out what the new part could be joined with. */
  #join(bytes: Uint8Array, length: number, part: number): void {
    const gone = this.#nextOf(part);
    const after = this.#nextOf(gone);
    this.#next[part] = after;
    this.#previous[after] = part;
    this.#joined[gone] = NO_RANK;
    this.#joined[part] = this.#rankWithNext(bytes, length, part);
    const before = this.#previous[part] ?? NO_PART;
    if (before !== NO_PART) this.#joined[before] = this.#rankWithNext(bytes, length, before);
  }

  #rankWithNext(bytes: Uint8Array, length: number, part: number): number {
    const next = this.#nextOf(part);
    return next < length ? this.#ranks.rankOf(bytes, part, this.#nextOf(next)) : NO_RANK;
  }

  #nextOf(part: number): number {
    return this.#next[part] ?? 0;
  }
}

const NO_PART = -1;
