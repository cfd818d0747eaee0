/**
 * Compares two strings by code points, which is also the order of their UTF-8 bytes. JavaScript's own `<` compares
 * UTF-16 units and puts characters beyond U+FFFF before U+E000.
 */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1;
  }
  return a.length - b.length;
}

/** Against a unit below U+D800 a surrogate is greater anyway; against one above U+DFFF only this makes it so. */
const isSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;
