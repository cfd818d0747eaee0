/** A piece of HTML that is safe to be put into a page as it is. Only {@link markup} makes one. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text is escaped, nothing (false, null, undefined) is left out. */
export type Piece = Markup | string | number | false | null | undefined | readonly Piece[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * What no page may hold (control characters but tab and line feed, and what is no character), and what turns the direction
 * of the text around it: a label with one could make a number beside it read backwards.
 */
const UNPRINTABLE = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]|\p{Noncharacter_Code_Point}/gu;

/** A text for an element or a quoted attribute; what cannot be shown becomes U+FFFD. */
const escapeText = (text: string): string =>
  text
    .toWellFormed()
    .replace(UNPRINTABLE, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** HTML with its values escaped, as a tagged template: `markup\`<td>${label}</td>\``. Attributes have to be quoted in it. */
export const markup = (parts: TemplateStringsArray, ...values: readonly Piece[]): Markup =>
  new Markup(parts.map((part, index) => part + textOf(values[index])).join(''));

function textOf(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === 'number') return String(piece);
  return typeof piece === 'string' ? escapeText(piece) : piece.map(textOf).join('');
}

/** Characters of a label that are shown: a column that was taken for the labels may hold whole texts. */
export const LONGEST_LABEL = 60;

/** A text cut to so many characters, with an ellipsis for the rest. */
export function shorten(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** A label among other text: set apart, so that one in a script from right to left does not reorder what is around it. */
export const name = (label: string): Markup => markup`<bdi>${shorten(label, LONGEST_LABEL)}</bdi>`;
