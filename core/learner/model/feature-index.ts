const { imul, clz32, max } = Math;

/** Fibonacci hashing's multiplier: 2^32 over the golden ratio. */
const SPREAD = 0x9e3779b9;

/**
 * A fixed set of 32-bit features that lies as it is in a file: sorted by bucket, about one feature in each. Only where
 * each bucket begins is worked out when it is loaded.
 */
export class FeatureIndex {
  /** In the order of their buckets; a feature's number is its place here. */
  readonly features: Int32Array;
  readonly #starts: Int32Array;
  readonly #shift: number;

  /** @param features in the order of {@link bucketOrder} */
  constructor(features: Int32Array) {
    this.features = features;
    this.#shift = shiftFor(features.length);
    this.#starts = bucketStarts(features, this.#shift);
  }

  /** The feature's number, or -1. */
  find(feature: number): number {
    const bucket = imul(feature, SPREAD) >>> this.#shift;
    const end = this.#starts[bucket + 1] ?? 0;
    for (let number = this.#starts[bucket] ?? 0; number < end; number += 1) {
      if (this.features[number] === feature) return number;
    }
    return -1;
  }
}

/** The order in which an index holds features: their places, bucket by bucket. */
export function bucketOrder(features: Int32Array): Int32Array {
  const shift = shiftFor(features.length);
  const next = bucketStarts(features, shift);
  const order = new Int32Array(features.length);
  for (let place = 0; place < features.length; place += 1) {
    const bucket = imul(features[place] ?? 0, SPREAD) >>> shift;
    const target = next[bucket] ?? 0;
    order[target] = place;
    next[bucket] = target + 1;
  }
  return order;
}

/** Buckets are a power of two, as many as there are features or up to twice that. */
const shiftFor = (count: number): number => clz32(max(count, 2) - 1);

function bucketStarts(features: Int32Array, shift: number): Int32Array {
  const starts = new Int32Array(2 ** (32 - shift) + 1);
  for (let place = 0; place < features.length; place += 1) {
    const bucket = imul(features[place] ?? 0, SPREAD) >>> shift;
    starts[bucket + 1] = (starts[bucket + 1] ?? 0) + 1;
  }
  for (let bucket = 1; bucket < starts.length; bucket += 1)
    starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0);
  return starts;
}
