import { fillToWidth, widthOf } from './text-width.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Spaces between two columns. */
const GAP = '  ';

/** A table as lines: the titles, then the rows, every column as wide as its widest cell; no lines are drawn. */
export function drawTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const titles = columns.map(({ title }) => title);
  const widths = columns.map((_, index) => Math.max(...[titles, ...rows].map((row) => widthOf(row[index] ?? ''))));
  return [titles, ...rows].map((row) =>
    columns
      .map(({ align }, index) => fillToWidth(row[index] ?? '', widths[index] ?? 0, align))
      .join(GAP)
      .trimEnd(),
  );
}
