/** Sums over a stratum of texts, some of which were counted: what a ratio estimate and its variance need. */
export class RatioStratum {
  /** All texts of the stratum, and their UTF-16 units together. */
  texts = 0;
  units = 0;
  /** The texts that were counted. */
  counted = 0;
  /** Units that were in fact read: less than the counted texts have, where long ones were cut. */
  #unitsRead = 0;
  #x = 0;
  #y = 0;
  #xx = 0;
  #xy = 0;
  #yy = 0;

  add(units: number): void {
    this.texts += 1;
    this.units += units;
  }

  /** A text that was {@link add}ed has about so many tokens, `unitsRead` of its units being counted exactly. */
  count(units: number, tokens: number, unitsRead: number): void {
    this.counted += 1;
    this.#unitsRead += unitsRead;
    this.#x += units;
    this.#y += tokens;
    this.#xx += units * units;
    this.#xy += units * tokens;
    this.#yy += tokens * tokens;
  }

  /** Makes one stratum of this and another one. */
  absorb(other: RatioStratum): void {
    this.texts += other.texts;
    this.units += other.units;
    this.counted += other.counted;
    this.#unitsRead += other.#unitsRead;
    this.#x += other.#x;
    this.#y += other.#y;
    this.#xx += other.#xx;
    this.#xy += other.#xy;
    this.#yy += other.#yy;
  }

  /** Whether every unit was counted: there is nothing to estimate then. */
  get isComplete(): boolean {
    return this.#unitsRead === this.units;
  }

  /** Tokens of all texts: tokens per unit of the counted ones, times the units of all. */
  get tokens(): number {
    return this.#ratio * this.units;
  }

  /**
   * Variance of {@link tokens}: N^2 (1 - f) / n times the mean square of the residuals y - R x, with n - 1 for divisor
   * (Cochran, Sampling Techniques, 3rd edition 1977, sections 2.11 and 6.10). The share f that was counted is one of units,
   * not of texts, so that what a cut text leaves uncounted remains uncertain. Needs two counted texts.
   */
  get variance(): number {
    const residuals = Math.max(0, this.#yy - 2 * this.#ratio * this.#xy + this.#ratio ** 2 * this.#xx);
    const share = this.#unitsRead / this.units;
    return (this.texts ** 2 * (1 - share) * residuals) / (this.counted * (this.counted - 1));
  }

  get #ratio(): number {
    return this.#x === 0 ? 0 : this.#y / this.#x;
  }
}
