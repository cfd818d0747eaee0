import type { LinearWeights } from '../training/weights.ts';

/** Weights without those near zero, rounded to 16 bits: feature f has the entries `starts[f]` to `starts[f + 1] - 1`. */
export interface PrunedWeights {
  readonly bias: Float64Array;
  /** What a value of 1 stands for. */
  readonly unit: number;
  readonly starts: Int32Array;
  readonly columns: Uint16Array;
  readonly values: Int16Array;
}

const HIGHEST_INT16 = 32_767;

/**
 * The heaviest of the weights, `most` at most.
 * @param order the features to keep weights of, in the order in which they shall be numbered
 */
export function pruneWeights(weights: LinearWeights, order: Int32Array, most: number): PrunedWeights {
  const { groups, columns } = weights;
  const { lightest, heaviest } = boundsOf(
    groups.map((group) => group.weights),
    most,
  );
  const unit = heaviest > 0 ? heaviest / HIGHEST_INT16 : 1;
  const starts = new Int32Array(order.length + 1);
  const kept = { columns: new Uint16Array(most), values: new Int16Array(most) };
  let used = 0;
  for (let number = 0; number < order.length; number += 1) {
    const feature = order[number] ?? 0;
    for (const { first, count, width, weights: values } of groups) {
      for (let place = 0; place < count; place += 1) {
        const value = values[feature * width + place] ?? 0;
        if (Math.abs(value) < lightest || value === 0) continue;
        kept.columns[used] = first + place;
        kept.values[used] = Math.round(value / unit);
        used += 1;
      }
    }
    starts[number + 1] = used;
  }
  const bias = new Float64Array(columns);
  for (const group of groups) bias.set(group.bias.subarray(0, group.count), group.first);
  return { bias, unit, starts, columns: kept.columns.slice(0, used), values: kept.values.slice(0, used) };
}

/**
 * A magnitude that at most `most` of the values reach, found by counting them by exponent and first digits; and the
 * largest magnitude of all.
 */
function boundsOf(parts: readonly Float32Array[], most: number): { lightest: number; heaviest: number } {
  const DROPPED_BITS = 15;
  const counts = new Int32Array(2 ** (31 - DROPPED_BITS));
  let highest = 0;
  let total = 0;
  for (const part of parts) {
    const bits = new Int32Array(part.buffer, part.byteOffset, part.length);
    total += bits.length;
    for (let at = 0; at < bits.length; at += 1) {
      const pattern = (bits[at] ?? 0) & 0x7fffffff;
      if (pattern > highest) highest = pattern;
      const bin = pattern >>> DROPPED_BITS;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  const heaviest = floatOf(highest);
  if (total <= most) return { lightest: 0, heaviest };
  let bin = counts.length;
  for (let reached = 0; bin > 0; bin -= 1) {
    reached += counts[bin - 1] ?? 0;
    if (reached > most) break;
  }
  return { lightest: floatOf(bin << DROPPED_BITS), heaviest };
}

const floatOf = (bits: number): number => new Float32Array(Int32Array.of(bits).buffer)[0] ?? 0;
