const DIGIT = 2;
const SEPARATOR = 1;

/** What numbers that people write down are made of: digits, and what they are grouped by. Some hyphens and spaces are not ASCII. */
const kinds = new Uint8Array(0x10000);
for (const character of ' +().-/\u00a0\u2010\u2011\u2012\u2013') kinds[character.charCodeAt(0)] = SEPARATOR;
for (const character of '0123456789') kinds[character.charCodeAt(0)] = DIGIT;

/** Digits that a run needs to be told of: no phone number with an area code, card number or IBAN has fewer. */
const LEAST_DIGITS = 8;

/**
 * Tells of every maximal run of digits and separators that has at least eight digits, from left to right. Only every eighth
 * character is looked at until one belongs to a run, since a run cannot be shorter.
 */
export function visitNumberRuns(text: string, visit: (start: number, end: number) => void): void {
  const { length } = text;
  for (let probe = LEAST_DIGITS - 1; probe < length; probe += LEAST_DIGITS) {
    if (kinds[text.charCodeAt(probe)] === 0) continue;
    let start = probe;
    while (start > 0 && kinds[text.charCodeAt(start - 1)] !== 0) start -= 1;
    let digits = 0;
    let end = start;
    for (; end < length; end += 1) {
      const kind = kinds[text.charCodeAt(end)] ?? 0;
      if (kind === 0) break;
      digits += kind >> 1;
    }
    if (digits >= LEAST_DIGITS) visit(start, end);
    probe = end;
  }
}
