/**
 * UTF-16 units of a part. Bounds what a single word can ask for: 40 MB to encode it, and the stack on which a regular
 * expression keeps the ways back from each of its letters.
 */
const PART_UNITS = 1_000_000;
/** Units that are looked at for a good place to cut. */
const LOOKED_AT = 10_000;

const LETTER_THEN_SPACE = /^\p{L}\p{White_Space}$/u;

/**
 * A text in parts that can be encoded one by one. Cut before white space after a letter, where every encoding begins a new
 * piece, so that the tokens stay the same; in a run of 10,000 characters without such a place it is cut all the same, which
 * makes a token or two of difference in a million characters. Never within a surrogate pair.
 */
export function* textParts(text: string): Generator<string> {
  let from = 0;
  while (text.length - from > PART_UNITS) {
    const to = endOfPart(text, from + PART_UNITS);
    yield text.slice(from, to);
    from = to;
  }
  yield from === 0 ? text : text.slice(from);
}

function endOfPart(text: string, latest: number): number {
  for (let at = latest; at > latest - LOOKED_AT; at -= 1) {
    if (LETTER_THEN_SPACE.test(text.slice(at - 1, at + 1))) return at;
  }
  return isSecondHalf(text.charCodeAt(latest)) ? latest - 1 : latest;
}

const isSecondHalf = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;
