import { type Markup, markup, shorten } from '../markup.ts';
import { drawing } from './figure.ts';
import { linearScale, ticks } from './scale.ts';

/** One value with its interval. */
export interface IntervalRow {
  readonly name: string;
  readonly value: number;
  /** Null where nobody knows one: then there is a point alone. */
  readonly interval: readonly [number, number] | null;
  /** The value in words, at the right of the name. */
  readonly told: string;
  /** The one that it is about. */
  readonly isMain?: boolean;
}

/** Rows, and the axis that they share. */
export interface IntervalPlot {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly IntervalRow[];
  /** Ends of the axis. */
  readonly axis: readonly [number, number];
  readonly tell: (value: number) => string;
  /** Values with a line across all rows, e.g. what must not be fallen below. */
  readonly marks?: readonly number[];
}

const WIDTH = 400;
const SIDE = 18;
const ROW = 42;
const AXIS = 22;
const LONGEST_NAME = 32;

/** Values with their 95% intervals below each other on one axis: where two intervals lie apart, chance is no explanation. */
export function intervalPlot({ axis, rows, tell, marks = [], ...told }: IntervalPlot): Markup {
  const x = linearScale(axis, [SIDE, WIDTH - SIDE]);
  const bottom = rows.length * ROW + 4;
  const grid = ticks(axis[0], axis[1], 6).map(
    (tick) =>
      markup`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="4" y2="${bottom}"/><text class="tick" x="${x(tick)}" y="${bottom + 15}" text-anchor="middle">${tell(tick)}</text>`,
  );
  const across = marks.map(
    (mark) => markup`<line class="mark" x1="${x(mark)}" x2="${x(mark)}" y1="4" y2="${bottom}"/>`,
  );
  const shapes = [grid, across, rows.map((row, index) => drawRow(row, index * ROW + 4, x))];
  return drawing({ ...told, width: WIDTH, height: bottom + AXIS, shapes });
}

function drawRow(
  { name, value, interval, told, isMain }: IntervalRow,
  top: number,
  x: (value: number) => number,
): Markup {
  const y = top + 27;
  const kind = isMain ? 'main' : 'other';
  const line =
    interval && markup`<line class="${kind} bar" x1="${x(interval[0])}" x2="${x(interval[1])}" y1="${y}" y2="${y}"/>`;
  return markup`<text class="named ${isMain ? 'strong' : ''}" x="${SIDE}" y="${top + 14}">${shorten(name, LONGEST_NAME)}</text><text class="told" x="${WIDTH - SIDE}" y="${top + 14}" text-anchor="end">${told}</text>${line}<circle class="${kind} dot" cx="${x(value)}" cy="${y}" r="5"/>`;
}
