/** The labels of a file as they stand in it, numbered in the order of their first rows. */
export class LabelTable {
  readonly #numbers = new Map<string, number>();
  readonly labels: string[] = [];
  readonly counts: number[] = [];
  readonly firstRows: number[] = [];

  /** The label's number; a new one for a label that was not seen before. */
  numberOf(label: string, row: number): number {
    const known = this.#numbers.get(label);
    if (known !== undefined) return known;
    const number = this.labels.length;
    this.#numbers.set(label, number);
    this.labels.push(label);
    this.counts.push(0);
    this.firstRows.push(row);
    return number;
  }

  count(number: number): void {
    this.counts[number] = (this.counts[number] ?? 0) + 1;
  }
}
