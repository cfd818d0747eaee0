/** A list of numbers that takes four bytes each, or one. */
export class GrowingList<T extends Uint8Array | Uint32Array> {
  readonly #make: (length: number) => T;
  #numbers: T;
  length = 0;

  /** @param make makes an empty array, and so decides on the numbers' size */
  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#numbers = make(1024);
  }

  push(number: number): void {
    if (this.length === this.#numbers.length) {
      const grown = this.#make(2 * this.length);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.length] = number;
    this.length += 1;
  }

  /** The numbers themselves; valid until another one is pushed. */
  view(): T {
    return this.#numbers.subarray(0, this.length) as T;
  }
}
