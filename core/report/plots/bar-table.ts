import { type Markup, markup, name, type Piece } from '../markup.ts';

/** One bar: its name, its value, and the value as it is told. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly told: Piece;
}

/** The style of a cell whose background is a bar of so much of its width; see `.bar` in the style sheet. */
export const barStyle = (share: number): string => `--p:${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%`;

/** Counts as a table with bars, the longest of which is as wide as its cell. */
export function barTable(title: string, [named, counted]: readonly [string, string], bars: readonly Bar[]): Markup {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const rows = bars.map(
    (bar) =>
      markup`<tr><th scope="row">${name(bar.name)}</th><td class="bar" style="${barStyle(bar.value / most)}">${bar.told}</td></tr>`,
  );
  return markup`<table class="bars"><caption>${title}</caption><thead><tr><th scope="col">${named}</th><th scope="col">${counted}</th></tr></thead><tbody>${rows}</tbody></table>`;
}
