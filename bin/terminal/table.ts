import { fillToWidth, widthOf } from './text-width.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Spaces between two columns. */
const GAP = '  ';

/** A table as lines: the titles, then the rows, laid out as {@link drawRows} does. */
export const drawTable = (columns: readonly Column[], rows: readonly (readonly string[])[]): string[] =>
  drawRows(columns, [columns.map(({ title }) => title), ...rows]);

/** Rows as lines, every column as wide as its widest cell; no lines are drawn, and no titles. */
export function drawRows(columns: readonly Pick<Column, 'align'>[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map((_, index) => Math.max(0, ...rows.map((row) => widthOf(row[index] ?? ''))));
  return rows.map((row) =>
    columns
      .map(({ align }, index) => fillToWidth(row[index] ?? '', widths[index] ?? 0, align))
      .join(GAP)
      .trimEnd(),
  );
}
