import type { LengthClass } from '../contract/dataset.ts';

/** Upper bounds of the classes: 1, 2 and 5 times the powers of ten, close enough together for every kind of text. */
const BOUNDS = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, Number.POSITIVE_INFINITY];

/** The class of a text of so many characters (UTF-16 units): the place of its bound. */
export const lengthClassOf = (units: number) => BOUNDS.findIndex((bound) => units <= bound);

/** The distribution of texts' lengths. */
export class TextLengths {
  readonly #texts = BOUNDS.map(() => 0);
  /** Length of all texts together. */
  units = 0;

  add(units: number): void {
    this.units += units;
    const index = lengthClassOf(units);
    this.#texts[index] = (this.#texts[index] ?? 0) + 1;
  }

  /** Texts by the place of their class. */
  get textsByClass(): readonly number[] {
    return this.#texts;
  }

  /** From the shortest class that has a text to the longest one. */
  classes(): LengthClass[] {
    const first = this.#texts.findIndex((texts) => texts > 0);
    const last = this.#texts.findLastIndex((texts) => texts > 0);
    const bounded = BOUNDS.map((upTo) => (Number.isFinite(upTo) ? upTo : null));
    return bounded.map((upTo, index) => ({ upTo, texts: this.#texts[index] ?? 0 })).slice(Math.max(0, first), last + 1);
  }
}
