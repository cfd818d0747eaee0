import { type Markup, markup } from '../markup.ts';
import { coordinate } from '../numbers.ts';
import { drawing } from './figure.ts';
import { frame, type PlotFrame } from './frame.ts';

/** Values in their order. */
export interface Line {
  readonly name: string;
  /** How it is drawn: the second kind is dashed, so that colour alone tells nothing. */
  readonly kind: 'main' | 'second';
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Lines, and the axes that they share. */
export interface LinePlot extends Omit<PlotFrame, 'height'> {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly lines: readonly Line[];
  /** Values with a line across. */
  readonly marks?: readonly number[];
  /** A point that matters, e.g. the one that was chosen. */
  readonly point?: readonly [x: number, y: number] | null;
}

const HEIGHT = 240;
/** Up to so many, each point has a dot. */
const MOST_DOTS = 20;
/** Between the names of the lines, in the legend. */
const LEGEND_STEP = 110;

/** Lines over a common axis, with a legend above. */
export function linePlot({ id, title, description, lines, marks = [], point, ...axes }: LinePlot): Markup {
  const { x, y, width, left, right, shapes: around } = frame({ ...axes, height: HEIGHT });
  const across = marks.map(
    (mark) => markup`<line class="mark" x1="${left}" x2="${right}" y1="${y(mark)}" y2="${y(mark)}"/>`,
  );
  const drawn = lines.map(({ kind, points }) => {
    const placed = points.map(([at, value]) => [x(at), y(value)] as const);
    const dots =
      points.length <= MOST_DOTS &&
      placed.map(([cx, cy]) => markup`<circle class="${kind} dot" cx="${cx}" cy="${cy}" r="2.5"/>`);
    return markup`<polyline class="${kind} line" points="${placed.map((place) => place.join(',')).join(' ')}"/>${dots}`;
  });
  const legend = lines.map(({ kind, name }, index) => {
    const at = coordinate(left + index * LEGEND_STEP);
    return markup`<line class="${kind} line" x1="${at}" x2="${at + 22}" y1="12" y2="12"/><text class="tick" x="${at + 27}" y="16">${name}</text>`;
  });
  const chosen = point && markup`<circle class="chosen" cx="${x(point[0])}" cy="${y(point[1])}" r="6"/>`;
  return drawing({ id, title, description, width, height: HEIGHT, shapes: [around, across, drawn, chosen, legend] });
}
