import { RichText, unescapeCharacters } from './shared-strings.ts';
import { formatDate } from './styles.ts';
import { readXml } from './xml.ts';

/** What the cells of a sheet refer to. */
export interface WorkbookParts {
  readonly strings: readonly string[];
  /** By the number of a cell's format: whether it shows a date. */
  readonly dateStyles: readonly boolean[];
  readonly since1904: boolean;
}

/** A sheet has columns up to XFD. What claims to stand further right was not written by a spreadsheet program. */
const MOST_COLUMNS = 16_384;

/** A row's cells by their column, counted from 0; those without content are left out, since a row may be very wide. */
export type SheetRow = ReadonlyMap<number, string>;

/**
 * The cells of a sheet's rows as text, the way the sheet shows them except for rounding: numbers in full,
 * TRUE and FALSE, dates as ISO, formulas by the value that they had when they were saved, errors by their name.
 * Rows without content are left out, so that the number which a row claims for itself does not matter.
 * @throws Error when it is not well-formed, or places a cell beyond the last column
 */
export function readSheet(xml: string, parts: WorkbookParts): SheetRow[] {
  const rows: SheetRow[] = [];
  const rich = new RichText();
  let row = new Map<number, string>();
  let column = -1;
  let type = '';
  let style = 0;
  let value: string | undefined;
  let inValue = false;
  readXml(xml, {
    open(name, attributes) {
      if (name === 'row') {
        row = new Map();
        column = -1;
      } else if (name === 'c') {
        const { r, t, s } = attributes();
        column = r === undefined ? column + 1 : columnOf(r);
        if (!(column >= 0 && column < MOST_COLUMNS)) throw new Error('a cell lies beyond the last column');
        type = t ?? 'n';
        style = Number(s ?? 0);
        value = undefined;
      } else if (name === 'v') inValue = true;
      rich.open(name);
    },
    text(text) {
      if (inValue) value = (value ?? '') + text;
      rich.text(text);
    },
    close(name) {
      rich.close(name);
      if (name === 'v') inValue = false;
      else if (name === 'c') {
        const inline = rich.take();
        const cell = type === 'inlineStr' ? inline : showCell(type, value ?? '', style, parts);
        if (cell !== '') row.set(column, cell);
      } else if (name === 'row' && row.size > 0) rows.push(row);
    },
  });
  return rows;
}

/** The column of an address such as `AB12`, counted from 0. */
function columnOf(address: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,4}/i.exec(address)?.[0].toUpperCase() ?? '') {
    column = 26 * column + letter.charCodeAt(0) - 64;
  }
  return column - 1;
}

function showCell(type: string, value: string, style: number, parts: WorkbookParts): string {
  if (type === 's') return parts.strings[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? 'TRUE' : value === '0' ? 'FALSE' : value;
  if (type !== 'n') return unescapeCharacters(value);
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) return value.trim();
  const date = parts.dateStyles[style] ? formatDate(number, parts.since1904) : undefined;
  return date ?? String(number);
}
