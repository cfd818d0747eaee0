import type { FoundSpan } from './span.ts';

/** The end of a name that says that its value is secret: `db_password`, `"apiKey"`, `client-secret`. */
const SECRET_NAME =
  /(?:password|passwd|passphrase|pwd|secret|token|credentials?|(?:api|access|auth|private|secret|account|encryption|signing)[ _-]?key)["'`\]]{0,2}\s{0,2}$/i;
/** Characters of the longest of these, and of what may stand behind it. */
const NAME_REACH = 24;
/** Last letters of such names: looked at first, since colons are many. */
const NAME_END = 1;
const BETWEEN = 2;
const kinds = new Uint8Array(0x10000);
for (const letter of 'dDeEtTnNlLsSyY') kinds[letter.charCodeAt(0)] = NAME_END;
for (const character of ' \t"\'`]') kinds[character.charCodeAt(0)] = BETWEEN;

const VALUE = /[:=]{0,2}>?[ \t]{0,2}["'`]?([A-Za-z0-9_+/=.~!#$%^&*@-]{8,200})(?![A-Za-z0-9_+/=.~!#$%^&*@-]|\[key\])/y;

/** Bits per character, of the value's own distribution; eight different characters have three. */
const LEAST_ENTROPY = 3;

/** Calls `found` with the bounds of every value that looks random and is given to something with a secret's name. */
export function visitAssignedSecrets(text: string, found: FoundSpan): void {
  for (const sign of ':=') {
    for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) {
      if (!followsName(text, at)) continue;
      VALUE.lastIndex = at + 1;
      const value = VALUE.exec(text)?.[1];
      if (value !== undefined && isRandom(value)) found(VALUE.lastIndex - value.length, VALUE.lastIndex);
    }
  }
}

function followsName(text: string, at: number): boolean {
  let last = at - 1;
  while (last > at - 5 && last > 0 && kinds[text.charCodeAt(last)] === BETWEEN) last -= 1;
  return kinds[text.charCodeAt(last)] === NAME_END && SECRET_NAME.test(text.slice(Math.max(0, at - NAME_REACH), at));
}

/** Letters and digits, many different ones, and neither an address, nor a path, nor a date, nor a number with a unit. */
function isRandom(value: string): boolean {
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  if (
    /^[\d.,:/-]+[A-Za-z]{1,3}$|^[A-Za-z]+(?:[-_.][A-Za-z]+)*[-_.]?\d{1,4}$|^[./~]|^[a-z]+:\/\/|^[^@]+@[^@]+\.[a-z]+$/i.test(
      value,
    )
  )
    return false;
  return entropyOf(value) >= LEAST_ENTROPY;
}

/** Shannon's entropy in bits per character. */
function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  return counts.values().reduce((sum, count) => sum - (count / value.length) * Math.log2(count / value.length), 0);
}
