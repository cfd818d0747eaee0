/** What is known about one class's examples that are kept, counted in hash order. */
export interface ClassTally {
  kept: number;
  heldOut: number;
  /** Rows of the class, as long as they are few. */
  readonly rows: number[];
  /** Ordinals of the examples with the class's lowest hash, and with its highest. */
  lowest: number[];
  highest: number[];
}

/** Counts examples by class. Texts of equal hash are one text: they stay on one side. */
export class ClassTallies {
  readonly #tallies = new Map<number, ClassTally & { lastText: number }>();
  readonly #mostRows: number;

  /** @param mostRows rows remembered of each class */
  constructor(mostRows: number) {
    this.#mostRows = mostRows;
  }

  /**
   * @param text number of the text, the same for examples of equal hash, never falling
   * @param ordinal number of the example, rising
   */
  add(
    label: number,
    { heldOut, ordinal, row, text }: { heldOut: boolean; ordinal: number; row: number; text: number },
  ) {
    let tally = this.#tallies.get(label);
    if (!tally) {
      tally = { kept: 0, heldOut: 0, rows: [], lowest: [], highest: [], lastText: text };
      this.#tallies.set(label, tally);
    }
    tally.kept += 1;
    if (heldOut) tally.heldOut += 1;
    if (tally.rows.length < this.#mostRows) tally.rows.push(row);
    const same = tally.lastText === text;
    if (same && tally.lowest.length === tally.kept - 1) tally.lowest.push(ordinal);
    if (same) tally.highest.push(ordinal);
    else tally.highest = [ordinal];
    tally.lastText = text;
  }

  get(label: number): ClassTally | undefined {
    return this.#tallies.get(label);
  }

  /** Numbers of the labels that have examples. */
  labels(): number[] {
    return [...this.#tallies.keys()];
  }
}
