const { imul } = Math;

/** The finalizer of MurmurHash3 (Appleby, public domain): every bit of the input reaches every bit of the result. */
export function scramble(hash: number): number {
  let h = hash;
  h = imul(h ^ (h >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
