/** How cells are quoted. */
export interface Quoting {
  /** Undefined where quotes are characters like any other, as in many tab-separated files. */
  readonly quote: '"' | "'" | undefined;
  /** What stands before a quote inside a quoted cell: another quote, or a backslash. Undefined without a quote. */
  readonly escapedBy: '"' | "'" | '\\' | undefined;
}

const UNQUOTED: Quoting = { quote: undefined, escapedBy: undefined };
const DOUBLED: Quoting = { quote: '"', escapedBy: '"' };
const CANDIDATES: readonly Quoting[] = [
  DOUBLED,
  { quote: '"', escapedBy: '\\' },
  { quote: "'", escapedBy: "'" },
  { quote: "'", escapedBy: '\\' },
];
/** For so many cells that are quoted properly, one may begin with a quote and not be. */
const PROPER_FOR_EACH_STRAY = 20;

/** Which quotes quote, told from a sample of the file for one delimiter. */
export function detectQuoting(sample: string, delimiter: string): Quoting {
  const counted = CANDIDATES.map((quoting) => ({ quoting, ...countCells(sample, delimiter, quoting) }));
  const [doubled, escaped, single, singleEscaped] = counted;
  if (!doubled || !escaped || !single || !singleEscaped) return DOUBLED;
  const double = escaped.stray < doubled.stray ? escaped : doubled;
  const other = singleEscaped.stray < single.stray ? singleEscaped : single;
  // An apostrophe begins many a word; it quotes only where it does so all the time, and nothing else does.
  const lines = sample.split(/[\r\n]+/).length - 1;
  if (double.proper === 0 && other.proper >= Math.max(2, lines / 2) && isHabit(other)) return other.quoting;
  // Where tabs separate, hardly anybody quotes, and texts that begin with a quote are nothing special.
  return delimiter !== '\t' || isHabit(double) ? double.quoting : UNQUOTED;
}

interface Counts {
  /** Cells that begin and end with a quote and have none inside that is not escaped. */
  readonly proper: number;
  /** Cells that only begin with a quote. */
  readonly stray: number;
}

const isHabit = ({ proper, stray }: Counts) => proper > 0 && stray <= proper / PROPER_FOR_EACH_STRAY;

function countCells(sample: string, delimiter: string, { quote, escapedBy }: Quoting): Counts {
  if (quote === undefined) return { proper: 0, stray: 0 };
  const before = `(?<=^|${escapeForPattern(delimiter)})`;
  const inside = escapedBy === '\\' ? `(?:[^${quote}\\\\]|\\\\[^])*` : `(?:[^${quote}]|${quote}${quote})*`;
  const after = `(?=${escapeForPattern(delimiter)}|[\\r\\n]|$)`;
  let proper = 0;
  const others = sample.replace(new RegExp(`${before}${quote}${inside}${quote}${after}`, 'gm'), () => {
    proper += 1;
    return '';
  });
  return { proper, stray: others.match(new RegExp(`${before}${quote}`, 'gm'))?.length ?? 0 };
}

const escapeForPattern = (delimiter: string) => (delimiter === '|' ? '\\|' : delimiter);

/**
 * True when every cell of a record that begins with a quote also ends with one, and has none inside that is not escaped:
 * the parser takes the others for what they look like, and may take the rows that follow for a part of them.
 * @param record its bytes, with the line end
 * @param strict counts a quote inside a cell that does not begin with one, which does no harm, as improper too
 */
export function isQuotedProperly(
  record: Buffer,
  dialect: Quoting & { readonly delimiter: string; readonly recordDelimiters: readonly string[] },
  strict = false,
): boolean {
  const quote = dialect.quote?.charCodeAt(0);
  const escapedBy = dialect.escapedBy?.charCodeAt(0);
  const delimiter = dialect.delimiter.charCodeAt(0);
  if (quote === undefined) return true;
  for (let at = 0; at < record.length; ) {
    if (record[at] === quote) {
      at = endOfQuoted(record, at, quote, escapedBy);
      if (at === -1) return false;
      if (record[at] !== delimiter) return at === record.length || isLineEnd(record, at, dialect.recordDelimiters);
    } else {
      const end = record.indexOf(delimiter, at);
      if (strict && record.subarray(at, end === -1 ? record.length : end).includes(quote)) return false;
      if (end === -1) return true;
      at = end;
    }
    at += 1;
  }
  return true;
}

/** The place behind the closing quote; -1 when there is none. */
function endOfQuoted(record: Buffer, from: number, quote: number, escapedBy: number | undefined): number {
  for (let at = from + 1; at < record.length; at += 1) {
    if (record[at] === escapedBy && (escapedBy !== quote || record[at + 1] === quote)) at += 1;
    else if (record[at] === quote) return at + 1;
  }
  return -1;
}

const isLineEnd = (record: Buffer, at: number, ends: readonly string[]) =>
  ends.some((end) => record.toString('latin1', at, at + end.length) === end);
