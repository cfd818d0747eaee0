import { CARD_NUMBERS, isCardNumber } from './card-numbers.ts';
import { visitEmailAddresses } from './email-addresses.ts';
import { visitIbans } from './ibans.ts';
import { BOUNDS_REACH } from './number-bounds.ts';
import { visitNumberRuns } from './number-runs.ts';
import { isPhoneNumber, PHONE_NUMBER } from './phone-numbers.ts';
import { kindsOf, replaceSpans, type Span } from './span.ts';

/** Kinds of personal data, each a bit. */
export const PERSONAL_DATA = { email: 1, phone: 2, card: 4, iban: 8 } as const;

const MASKS = new Map<number, string>(Object.entries(PERSONAL_DATA).map(([name, kind]) => [kind, `[${name}]`]));

/**
 * The kinds of {@link PERSONAL_DATA} in a text, as a set of bits. Card numbers and IBANs are those with right check digits;
 * phone numbers those written with a country or area code, in groups or behind a 0; message ids of mail count as e-mail
 * addresses, which they look like.
 */
export function findPersonalData(text: string): number {
  let hasEmail = false;
  visitEmailAddresses(text, () => {
    hasEmail = true;
    return false;
  });
  return kindsOf(findNumbers(text)) | (hasEmail ? PERSONAL_DATA.email : 0);
}

/** The text with everything that {@link findPersonalData} finds replaced by `[email]`, `[phone]`, `[card]` or `[iban]`. */
export function maskPersonalData(text: string): string {
  const spans = findNumbers(text);
  visitEmailAddresses(text, (start, end) => {
    spans.push({ start, end, kind: PERSONAL_DATA.email });
    return true;
  });
  return replaceSpans(text, spans, (kind) => MASKS.get(kind) ?? '');
}

/** Every run of digits is asked for IBANs, then for card numbers and phone numbers behind them. */
function findNumbers(text: string): Span[] {
  const spans: Span[] = [];
  let floor = 0;
  visitNumberRuns(text, (start, end) => {
    visitIbans(text, { start, end, floor }, (from, to) => {
      floor = to;
      spans.push({ start: from, end: to, kind: PERSONAL_DATA.iban });
    });
    const offset = Math.max(0, start - BOUNDS_REACH);
    const piece = text.slice(offset, end + BOUNDS_REACH);
    for (const pattern of CARD_NUMBERS)
      collect(pattern, isCardNumber, PERSONAL_DATA.card, { piece, offset, floor, spans });
    collect(PHONE_NUMBER, isPhoneNumber, PERSONAL_DATA.phone, { piece, offset, floor, spans });
  });
  return spans;
}

function collect(
  pattern: RegExp,
  isOne: (written: string) => boolean,
  kind: number,
  { piece, offset, floor, spans }: { piece: string; offset: number; floor: number; spans: Span[] },
): void {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(piece); match; match = pattern.exec(piece)) {
    const start = offset + match.index;
    if (start >= floor && isOne(match[0])) spans.push({ start, end: start + match[0].length, kind });
    else pattern.lastIndex = match.index + 1; // What is none may reach into one.
  }
}
