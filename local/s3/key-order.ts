/** S3 lists keys in the order of their UTF-8 bytes, which is that of code points, and not of JavaScript's UTF-16 units. */
export function compareKeys(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index += 1) {
    const [a, b] = [left.charCodeAt(index), right.charCodeAt(index)];
    if (a !== b) return codePointRank(a) - codePointRank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points from U+10000 on, so they rank above U+E000 to U+FFFF. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** A set of keys that is always in order. */
export class SortedKeys {
  readonly #keys: string[];

  constructor(keys: Iterable<string>) {
    this.#keys = [...keys].sort(compareKeys);
  }

  add(key: string): void {
    const index = this.#firstAt((other) => compareKeys(other, key) >= 0);
    if (this.#keys[index] !== key) this.#keys.splice(index, 0, key);
  }

  delete(key: string): void {
    const index = this.#firstAt((other) => compareKeys(other, key) >= 0);
    if (this.#keys[index] === key) this.#keys.splice(index, 1);
  }

  /** The first key that is not before the given one, or undefined. */
  from(key: string): string | undefined {
    return this.#keys[this.#firstAt((other) => compareKeys(other, key) >= 0)];
  }

  /** The first key that is after the given one, or undefined. */
  after(key: string): string | undefined {
    return this.#keys[this.#firstAt((other) => compareKeys(other, key) > 0)];
  }

  /** The first key that is after every key with the prefix, or undefined. */
  afterPrefix(prefix: string): string | undefined {
    return this.#keys[this.#firstAt((other) => !other.startsWith(prefix) && compareKeys(other, prefix) > 0)];
  }

  /** Binary search for the first key for which a condition holds that, once true, stays true along the order. */
  #firstAt(condition: (key: string) => boolean): number {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (condition(this.#keys[middle] ?? '')) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
