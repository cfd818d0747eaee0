/** What was found about each example, five bytes each: the group it belongs to, and whether it is near to a held-out one. */
export class NearGroups {
  /** Leads by steps to the lowest ordinal of an example's group. */
  readonly #lower: Int32Array;
  readonly #acrossSplit: Uint8Array;

  constructor(count: number) {
    this.#lower = new Int32Array(count);
    for (let ordinal = 0; ordinal < count; ordinal += 1) this.#lower[ordinal] = ordinal;
    this.#acrossSplit = new Uint8Array(count);
  }

  /** Two examples of the same side are near. */
  join(ordinal: number, other: number): void {
    const first = this.#firstOf(ordinal);
    const otherFirst = this.#firstOf(other);
    if (first < otherFirst) this.#lower[otherFirst] = first;
    else this.#lower[first] = otherFirst;
  }

  /** An example to train on is near to a held-out one. */
  markAcrossSplit(ordinal: number): void {
    this.#acrossSplit[ordinal] = 1;
  }

  isAcrossSplit(ordinal: number): boolean {
    return this.#acrossSplit[ordinal] === 1;
  }

  /** The members of all groups but the first of each, and how many groups there are. */
  repeats(): { repeats: Uint32Array; groups: number } {
    let groups = 0;
    const seen = new Uint8Array(this.#lower.length);
    const repeats = select(this.#lower.length, (ordinal) => {
      const first = this.#firstOf(ordinal);
      if (first === ordinal) return false;
      if (seen[first] === 0) groups += 1;
      seen[first] = 1;
      return true;
    });
    return { repeats, groups };
  }

  acrossSplit(): Uint32Array {
    return select(this.#acrossSplit.length, (ordinal) => this.isAcrossSplit(ordinal));
  }

  #firstOf(ordinal: number): number {
    let at = ordinal;
    for (;;) {
      const lower = this.#lower[at] ?? at;
      if (lower === at) return at;
      // Halving the path as it is walked keeps later walks short.
      const lowerStill = this.#lower[lower] ?? lower;
      this.#lower[at] = lowerStill;
      at = lowerStill;
    }
  }
}

/** The ordinals chosen, ascending; each is asked about once. */
function select(count: number, isChosen: (ordinal: number) => boolean): Uint32Array {
  const chosen = new Uint32Array(count);
  let size = 0;
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    if (!isChosen(ordinal)) continue;
    chosen[size] = ordinal;
    size += 1;
  }
  return chosen.slice(0, size);
}
