/** Arrays of zeros in memory that threads share: sent to another thread they are not copied. */
export const sharedFloats = (length: number) => new Float32Array(new SharedArrayBuffer(length * 4));
export const sharedDoubles = (length: number) => new Float64Array(new SharedArrayBuffer(length * 8));
export const sharedBytes = (length: number) => new Uint8Array(new SharedArrayBuffer(length));
export const sharedIntegers = (length: number) => new Int32Array(new SharedArrayBuffer(length * 4));

/** A copy that threads share. */
export function shareIntegers(values: ArrayLike<number>): Int32Array<SharedArrayBuffer> {
  const shared = sharedIntegers(values.length);
  shared.set(values);
  return shared;
}
