import type { FoundSpan } from './span.ts';

/** RFC 7468 and its forerunners, OpenSSH's and PGP's; public keys and certificates are no secrets. */
const BEGIN = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/y;
/** Far rarer than the hyphens around it. */
const TITLE = 'PRIVATE KEY';
const BEGIN_MARK = '-----BEGIN ';
const END = /-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/y;
const END_MARK = '-----END ';

/** A line of the key itself; lines may be joined by `\n` as in JSON. */
const KEY_LINE = /(?:\s|\\r|\\n)*[A-Za-z0-9+/=]{40,}/y;
/** The last line, which is shorter and has nothing else on it. */
const LAST_LINE = /\r?(?:\n|\\r\\n|\\n)[A-Za-z0-9+/=]+(?=$|[\r\n\\"])/y;

/** Calls `found` with the bounds of every private key, from its first line to its last, or as far as it was cut off. */
export function visitPrivateKeys(text: string, found: FoundSpan): void {
  if (!text.includes(TITLE)) return;
  let floor = 0;
  for (let begin = text.indexOf(BEGIN_MARK); begin !== -1; begin = text.indexOf(BEGIN_MARK, begin + 1)) {
    if (begin < floor) continue;
    const body = after(BEGIN, text, begin);
    if (body === undefined) continue;
    const next = text.indexOf(BEGIN_MARK, body);
    const piece = next === -1 ? text : text.slice(0, next);
    const end = endOfKey(piece, body);
    if (end === undefined) continue;
    floor = end;
    found(begin, end);
  }
}

/** Undefined when no key follows: then the line only speaks of one. */
function endOfKey(text: string, body: number): number | undefined {
  for (let mark = text.indexOf(END_MARK, body); mark !== -1; mark = text.indexOf(END_MARK, mark + 1)) {
    const end = after(END, text, mark);
    if (end !== undefined) return end;
  }
  let end = after(KEY_LINE, text, body);
  for (let line = end; line !== undefined; line = after(KEY_LINE, text, line)) end = line;
  return end === undefined ? undefined : (after(LAST_LINE, text, end) ?? end);
}

function after(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
