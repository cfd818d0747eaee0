import { type Markup, markup, shorten } from '../markup.ts';
import { coordinate } from '../numbers.ts';
import { drawing } from './figure.ts';

/** What a heat map shows. */
export interface HeatMap {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Of the rows, which are what was right, and of the columns, which are what was answered. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `counts[row][column]` */
  readonly counts: readonly (readonly number[])[];
  /** What each row's shares are of: it may count more than the columns show. */
  readonly totals: readonly number[];
}

const LONGEST_NAME = 16;
/** Pixels for a name of the shortest and of the longest kind, for a character of it, and for what the sides are called. */
const SHORTEST_NAMES = 30;
const LONGEST_NAMES = 112;
const CHARACTER = 8;
const SIDE_NAME = 20;
/** The widest a cell is, and the width that all of them share. */
const WIDEST_CELL = 64;
const CELLS_WIDTH = 330;
/** In a smaller cell no number can be read. */
const SMALLEST_WITH_NUMBER = 15;
/** How strong the colour of a share of 1 is: under the numbers it stays light enough for them. */
const STRONGEST = 0.85;

/**
 * A table of counts as colours: of what was right in a row, how much was answered with each column. The colour grows with
 * the square root of the share, so that a few mistakes are seen beside many right answers, and mistakes have another colour.
 */
export function heatMap({ rows, columns, counts, totals, ...told }: HeatMap): Markup {
  const cell = Math.max(16, Math.min(WIDEST_CELL, Math.floor(CELLS_WIDTH / Math.max(1, columns.length))));
  const names = roomFor([...rows, ...columns]);
  const [left, top] = [names + SIDE_NAME, names + SIDE_NAME];
  const height = Math.min(cell, 44);
  const middleOf = (index: number, size: number) => coordinate((index + 0.5) * size);
  const beside = rows.map(
    (label, row) =>
      markup`<text class="tick" x="${left - 6}" y="${top + middleOf(row, height) + 4}" text-anchor="end">${shorten(label, LONGEST_NAME)}</text>`,
  );
  const above = columns.map(
    (label, column) =>
      markup`<text class="tick" transform="translate(${left + middleOf(column, cell) + 4} ${top - 6}) rotate(-90)">${shorten(label, LONGEST_NAME)}</text>`,
  );
  const cells = rows.flatMap((expected, row) =>
    columns.map((answered, column) => {
      const examples = counts[row]?.[column] ?? 0;
      if (examples === 0) return null;
      const strength = coordinate(STRONGEST * Math.sqrt(examples / Math.max(1, totals[row] ?? 1)));
      const [x, y] = [left + column * cell, top + row * height];
      const kind = expected === answered ? 'right' : 'wrong';
      const number =
        cell >= SMALLEST_WITH_NUMBER &&
        markup`<text class="cell" x="${x + cell / 2}" y="${y + height / 2 + 4}" text-anchor="middle">${examples}</text>`;
      return markup`<rect class="${kind}" x="${x}" y="${y}" width="${cell - 1}" height="${height - 1}" fill-opacity="${strength}"/>${number}`;
    }),
  );
  const [width, depth] = [columns.length * cell, rows.length * height];
  const sides = markup`<rect class="field" x="${left - 1}" y="${top - 1}" width="${width + 1}" height="${depth + 1}"/><text class="side" x="${left + width / 2}" y="12" text-anchor="middle">answered</text><text class="side" transform="translate(12 ${top + depth / 2}) rotate(-90)" text-anchor="middle">right</text>`;
  return drawing({ ...told, width: left + width + 8, height: top + depth + 8, shapes: [sides, beside, above, cells] });
}

const roomFor = (names: readonly string[]): number =>
  Math.min(LONGEST_NAMES, Math.max(SHORTEST_NAMES, ...names.map(({ length }) => length * CHARACTER + 8)));
