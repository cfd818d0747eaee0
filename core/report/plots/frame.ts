import { type Markup, markup } from '../markup.ts';
import { linearScale, type Scale, ticks } from './scale.ts';

/** What the axes of a plot are. */
export interface PlotFrame {
  readonly height: number;
  readonly xAxis: Axis;
  readonly yAxis: Axis;
}

/** One axis: from which value to which, and how they are told. */
export interface Axis {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Its numbers in words; what is told as nothing is not on the axis. */
  readonly tell: (value: number) => string;
  /** Numbers on it at most. @default 6 */
  readonly ticks?: number;
}

/** Axes as they are drawn, and where values lie between them. */
export interface Frame {
  readonly width: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: Scale;
  readonly y: Scale;
  readonly shapes: Markup;
}

/** All plots with two axes are equally wide, so that those below each other have their axes below each other. */
const WIDTH = 400;
const LEFT = 52;
const RIGHT = 20;
const TOP = 26;
const BOTTOM = 40;

/** Two axes with their grid, numbers and names. */
export function frame({ height, xAxis, yAxis }: PlotFrame): Frame {
  const [left, right, top, bottom] = [LEFT, WIDTH - RIGHT, TOP, height - BOTTOM];
  const x = linearScale([xAxis.from, xAxis.to], [left, right]);
  const y = linearScale([yAxis.from, yAxis.to], [bottom, top]);
  const across = ticks(yAxis.from, yAxis.to, yAxis.ticks ?? 6).map(
    (tick) =>
      markup`<line class="grid" x1="${left}" x2="${right}" y1="${y(tick)}" y2="${y(tick)}"/><text class="tick" x="${left - 7}" y="${y(tick) + 4}" text-anchor="end">${yAxis.tell(tick)}</text>`,
  );
  const named = ticks(xAxis.from, xAxis.to, xAxis.ticks ?? 6).filter((tick) => xAxis.tell(tick) !== '');
  const below = named.map(
    (tick) =>
      markup`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${bottom}" y2="${bottom + 4}"/><text class="tick" x="${x(tick)}" y="${bottom + 17}" text-anchor="middle">${xAxis.tell(tick)}</text>`,
  );
  const middle = (top + bottom) / 2;
  const shapes = markup`${across}${below}<line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/><text class="tick" x="${(left + right) / 2}" y="${height - 6}" text-anchor="middle">${xAxis.name}</text><text class="tick" transform="translate(12 ${middle}) rotate(-90)" text-anchor="middle">${yAxis.name}</text>`;
  return { width: WIDTH, left, right, top, bottom, x, y, shapes };
}
