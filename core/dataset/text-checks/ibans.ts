/** Lengths of the account numbers of every country in the IBAN registry (ISO 13616). */
const LENGTHS = new Map(
  Object.entries({
    15: 'NO',
    16: 'BE',
    18: 'DK FI FK FO GL NL SD',
    19: 'MK SI',
    20: 'AT BA EE KZ LT LU MN XK',
    21: 'CH HR LI LV',
    22: 'BG BH CR DE GB GE IE ME RS',
    23: 'AE GI IL IQ OM SO TL',
    24: 'AD CZ ES MD PK RO SA SE SK TN VG',
    25: 'LY PT ST',
    26: 'IS TR',
    27: 'BI DJ FR GR IT MC MR SM',
    28: 'AL AZ BY CY DO EG GT HN HU LB NI PL',
    29: 'BR EG PS QA UA YE',
    30: 'JO KW MU',
    31: 'MT SC',
    32: 'LC',
    33: 'RU',
  }).flatMap(([length, countries]) => countries.split(' ').map((country) => [country, Number(length)] as const)),
);

const START = /(?<![A-Za-z0-9])[A-Z]{2}\d\d(?=[ -]?[A-Z0-9]{4})/g;

/** Characters of an IBAN that can stand before its longest run of digits: country, check digits and a bank's letters. */
const MOST_BEFORE_DIGITS = 20;

/** Calls `found` with the bounds of every IBAN that has digits of the run from `start` to `end`, and starts at `floor` at the earliest. */
export function visitIbans(
  text: string,
  { start, end, floor }: { start: number; end: number; floor: number },
  found: (start: number, end: number) => void,
): void {
  // One character more, so that the first one is not taken for the start of a word.
  const from = Math.max(floor, start - MOST_BEFORE_DIGITS - 1);
  const piece = text.slice(from, end + 1);
  let free = 0;
  for (const { index } of piece.matchAll(START)) {
    if (index < free || (index === 0 && from > floor)) continue;
    const ibanEnd = endOfIban(text, from + index);
    if (ibanEnd === undefined) continue;
    free = ibanEnd - from;
    found(from + index, ibanEnd);
  }
}

/** The end of the IBAN that starts here; undefined when there is none with its country's length and the right check digits. */
function endOfIban(text: string, start: number): number | undefined {
  const length = LENGTHS.get(text.slice(start, start + 2));
  if (length === undefined) return undefined;
  let iban = '';
  let index = start;
  for (; iban.length < length; index += 1) {
    const character = text.charAt(index);
    if (/^[A-Z0-9]$/.test(character)) iban += character;
    else if (!/^[ -]$/.test(character) || !/^[A-Z0-9]$/.test(text.charAt(index + 1))) return undefined;
  }
  return !/^[A-Za-z0-9]$/.test(text.charAt(index)) && passesMod97(iban) ? index : undefined;
}

/** ISO 7064, MOD 97-10: country and check digits last, letters as 10 to 35. */
function passesMod97(iban: string): boolean {
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
