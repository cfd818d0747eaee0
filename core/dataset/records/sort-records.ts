import { compareCodePoints } from '../code-point-order.ts';
import { compareTexts, HASH_BYTES, hashPrefix, labelOf, recordLength, rowOf } from './record.ts';

/**
 * The starts of some records in hash order: by the text's hash, then by label, by the text as it is written, and by row,
 * so that the order does not depend on the file's.
 */
export function sortRecords(bytes: Buffer, nameOf: (label: number) => string): Uint32Array {
  const starts: number[] = [];
  for (let at = 0; at < bytes.length; at += recordLength(bytes, at)) starts.push(at);
  const prefixes = Float64Array.from(starts, (at) => hashPrefix(bytes, at));
  const order = Uint32Array.from(starts.keys());
  order.sort((a, b) => {
    const difference = (prefixes[a] ?? 0) - (prefixes[b] ?? 0);
    return difference !== 0 ? difference : compareRecords(bytes, starts[a] ?? 0, starts[b] ?? 0, nameOf);
  });
  return order.map((index) => starts[index] ?? 0);
}

function compareRecords(bytes: Buffer, a: number, b: number, nameOf: (label: number) => string): number {
  return (
    bytes.compare(bytes, b, b + HASH_BYTES, a, a + HASH_BYTES) ||
    compareCodePoints(nameOf(labelOf(bytes, a)), nameOf(labelOf(bytes, b))) ||
    compareTexts(bytes, a, b) ||
    rowOf(bytes, a) - rowOf(bytes, b)
  );
}
