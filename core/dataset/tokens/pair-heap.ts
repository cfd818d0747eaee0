/** Positions are told from ranks by this: both are under 2^31, so that a pair is an integer that a double holds exactly. */
const POSITIONS = 2 ** 32;

/** Pairs of neighbours that could be merged, the one of lowest rank first and of equal ranks the leftmost: a binary heap. */
export class PairHeap {
  #pairs = new Float64Array(64);
  #size = 0;

  push(rank: number, position: number): void {
    if (this.#size === this.#pairs.length) this.#grow();
    const pair = rank * POSITIONS + position;
    const pairs = this.#pairs;
    let at = this.#size;
    this.#size += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = pairs[parent] ?? 0;
      if (above <= pair) break;
      pairs[at] = above;
      at = parent;
    }
    pairs[at] = pair;
  }

  /** Takes the first pair out; undefined when there is none. */
  pop(): { rank: number; position: number } | undefined {
    if (this.#size === 0) return undefined;
    const pairs = this.#pairs;
    const first = pairs[0] ?? 0;
    this.#size -= 1;
    const last = pairs[this.#size] ?? 0;
    let at = 0;
    for (let child = 1; child < this.#size; child = 2 * at + 1) {
      if (child + 1 < this.#size && (pairs[child + 1] ?? 0) < (pairs[child] ?? 0)) child += 1;
      const below = pairs[child] ?? 0;
      if (below >= last) break;
      pairs[at] = below;
      at = child;
    }
    pairs[at] = last;
    const position = first % POSITIONS;
    return { rank: (first - position) / POSITIONS, position };
  }

  #grow(): void {
    const grown = new Float64Array(2 * this.#pairs.length);
    grown.set(this.#pairs);
    this.#pairs = grown;
  }
}
