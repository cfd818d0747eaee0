/** Names of headers of mail (RFC 5322) and news (RFC 5536) that hardly anything else begins with. */
const FIRST_HEADER =
  /^(?:from|to|subject|date|sent|path|newsgroups|message-id|received|return-path|reply-to|organization|sender|xref|cc|delivered-to|in-reply-to|references|mime-version|content-type|approved|followup-to|distribution|keywords|summary|lines):/i;

/** Any other header: a name with a hyphen, or one of the above. */
const OTHER_HEADER = /^[A-Za-z][A-Za-z.]*-[A-Za-z0-9.-]*:/;

/** One header alone may be the text itself: a subject line. */
const LEAST_HEADERS = 2;

/** Where the line that begins here ends: at its line feed, or at the text's end. */
export function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

/** Where the text behind a block of headers begins; 0 when it does not begin with one. */
export function endOfHeaders(text: string): number {
  let headers = 0;
  let start = 0;
  while (start < text.length) {
    const end = endOfLine(text, start);
    const line = text.slice(start, end);
    if (isHeader(line)) headers += 1;
    else if (headers === 0 || !/^[ \t]+\S/.test(line)) break;
    start = end + 1;
  }
  return headers >= LEAST_HEADERS ? start : 0;
}

const isHeader = (line: string) => FIRST_HEADER.test(line) || OTHER_HEADER.test(line);

/** Columns within which the mark of a quotation stands: initials of who is quoted may be before it. */
const MARK_COLUMNS = 12;
const QUOTATION = /^\s*[A-Z]{0,3}>(?!\S{0,3}<)(?:[\s>\p{L}\p{N}"'([*]|$)/u;

/** Quoted by `>`; `>_<` and `>:(` are faces. */
export function isQuotation(line: string): boolean {
  const mark = line.indexOf('>');
  return mark !== -1 && mark < MARK_COLUMNS && QUOTATION.test(line);
}

const ATTRIBUTION =
  /^\s*In (?:article|message|<)|\b(?:writes|wrote|says|said|schrieb|écrit|escribió)\b[^.!?]{0,20}:\s*$/i;

/** `In article <...> somebody writes:`, `On Monday, somebody wrote:`: announces a quotation. */
export const isAttribution = (line: string) => ATTRIBUTION.test(line);

/** What RFC 3676 puts before a signature; the space at its end is often lost. */
export const isSignatureMark = (line: string) => /^-- ?\r?$/.test(line);
