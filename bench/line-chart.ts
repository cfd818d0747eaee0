import { Markup, markup } from '../core/report/markup.ts';
import { type Frame, frame } from '../core/report/plots/frame.ts';
import { COLOURS, PLOT_STYLE } from '../core/report/plots/plot-style.ts';

/** One curve and its name, which is written at its end. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** How it is drawn, as in the report's plots. */
  readonly kind: 'main' | 'second';
  /** Single points that stand for something else, e.g. a peer, have no line between them. */
  readonly marks?: boolean;
}

/** One chart with linear axes that begin at zero: a straight line is what is proportional, a level one what is constant. */
export interface Chart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
}

/** Room for a title above the axes. */
const TITLE_HEIGHT = 26;
const HEIGHT = 270;

const STYLE = new Markup(`${COLOURS}\n${PLOT_STYLE}`);

/** Charts side by side as one SVG document, with the axes, classes and colours of the report's plots. */
export function drawCharts(charts: readonly Chart[]): string {
  const drawn = charts.map(drawChart);
  const width = drawn.reduce((sum, chart) => sum + chart.width, 0);
  const height = TITLE_HEIGHT + HEIGHT;
  const placed = drawn.map(({ shapes, width: each }, index) => {
    return markup`<g transform="translate(${index * each} 0)">${shapes}</g>\n`;
  });
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>${charts.map(({ title }) => title).join('; ')}</title>
<style>${STYLE}</style>
${placed}</svg>
`.text;
}

function drawChart({ title, x, y, series }: Chart): { readonly width: number; readonly shapes: Markup } {
  const points = series.flatMap((one) => one.points);
  const axes = frame({
    height: HEIGHT,
    xAxis: { name: x, from: 0, to: Math.max(0, ...points.map(([across]) => across)), tell: label },
    yAxis: { name: y, from: 0, to: Math.max(0, ...points.map(([, up]) => up)), tell: label },
  });
  const shapes = markup`<text class="named strong" x="${axes.left}" y="18">${title}</text><g transform="translate(0 ${TITLE_HEIGHT})">${axes.shapes}${series.map((one) => drawSeries(one, axes))}</g>`;
  return { width: axes.width, shapes };
}

function drawSeries({ name, points, kind, marks }: Series, { x, y, left, right }: Frame): Markup {
  const placed = points.map(([across, up]) => [x(across), y(up)] as const);
  const line =
    !marks && markup`<polyline class="${kind} line" points="${placed.map((place) => place.join(',')).join(' ')}"/>`;
  const dots = placed.map(([cx, cy]) => markup`<circle class="${kind} dot" cx="${cx}" cy="${cy}" r="3.5"/>`);
  const [endX, endY] = placed.at(-1) ?? [left, y(0)];
  // Left of the last point, or it would leave the chart; right of a mark that stands near the axis.
  const [anchor, away] = endX > (left + right) / 2 ? ['end', -10] : ['start', 10];
  const named = markup`<text class="named" x="${endX + away}" y="${endY - 8}" text-anchor="${anchor}">${name}</text>`;
  return markup`${line}${dots}${named}`;
}

const label = (value: number) => value.toLocaleString('en-US', { maximumSignificantDigits: 6 });
