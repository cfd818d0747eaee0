/** What the part before the @ is made of. RFC 5321 allows more than anybody uses. */
const LOCAL_CHARACTER = new Uint8Array(0x10000);
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-')
  LOCAL_CHARACTER[character.charCodeAt(0)] = 1;

/** Labels of at most 63 characters, then a top-level domain of letters: a host without a dot gets no mail from outside. */
const DOMAIN =
  /(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}(?:[A-Za-z]{2,24}|xn--[A-Za-z0-9-]{2,59})(?![A-Za-z0-9-])/y;

/** Pictures for dense screens are named `icon@2x.png`. */
const FILE_NAME = /\.(?:png|jpe?g|gif|svg|webp|css|js)$/i;

/** Calls `found` with the bounds of every e-mail address, from left to right, until it answers false. */
export function visitEmailAddresses(text: string, found: (start: number, end: number) => boolean): void {
  let floor = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const start = startOfLocal(text, at, floor);
    if (start === at) continue;
    DOMAIN.lastIndex = at + 1;
    const domain = DOMAIN.exec(text)?.[0];
    if (domain === undefined || FILE_NAME.test(domain)) continue;
    floor = at + 1 + domain.length;
    if (!found(start, floor)) return;
  }
}

/**
 * Where the part before the @ starts; `at` itself when there is none. Leading punctuation is left to the sentence. A part longer
 * than the 64 octets of RFC 5321 is taken whole: the rest of it could be an address when the end is masked.
 */
function startOfLocal(text: string, at: number, floor: number): number {
  let start = at;
  while (start > floor && LOCAL_CHARACTER[text.charCodeAt(start - 1)] === 1) start -= 1;
  if (text[at - 1] === '.') return at;
  while (start < at && '._%+-'.includes(text.charAt(start))) start += 1;
  return start;
}
