/** A piece of a text that is of some kind: UTF-16 units from `start` up to, but not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** A bit; what it means is its finder's matter. */
  readonly kind: number;
}

/** Told of a find: from `start` up to, but not including, `end`. */
export type FoundSpan = (start: number, end: number) => void;

/** The kinds of some spans as one set of bits. */
export function kindsOf(spans: readonly Span[]): number {
  return spans.reduce((kinds, { kind }) => kinds | kind, 0);
}

/** The text with each span replaced by its mask; spans that overlap or touch become the mask of the first of them. */
export function replaceSpans(text: string, spans: readonly Span[], maskOf: (kind: number) => string): string {
  if (spans.length === 0) return text;
  const inOrder = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const parts: string[] = [];
  let written = 0;
  for (const { start, end, kind } of inOrder) {
    if (start > written || (start === 0 && written === 0)) parts.push(text.slice(written, start), maskOf(kind));
    written = Math.max(written, end);
  }
  parts.push(text.slice(written));
  return parts.join('');
}
