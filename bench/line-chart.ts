/** One curve and its name, which is written at its end. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
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

const WIDTH = 460;
const HEIGHT = 300;
const EDGE = { left: 64, right: 24, top: 44, bottom: 48 };
const PLOT = { width: WIDTH - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom };
/** Lines across a chart, about so many. */
const GRID_LINES = 5;

/** Told apart by brightness too; each is readable on white and on a dark page. */
const COLOURS = ['#2f7ed8', '#d9822b', '#3a9d6e'];

const STYLE = `text{font:12px system-ui,sans-serif;fill:#57606a}.title{font-size:14px;font-weight:600;fill:#24292f}
.grid{stroke:#8c959f;stroke-opacity:.3}.curve{fill:none;stroke-width:2}
@media(prefers-color-scheme:dark){text{fill:#9ea7b3}.title{fill:#e6edf3}}`;

/** Charts side by side as one SVG document, drawn with nothing but lines, circles and text. */
export function drawCharts(charts: readonly Chart[]): string {
  const width = WIDTH * charts.length;
  const drawn = charts.map((chart, index) => `<g transform="translate(${index * WIDTH} 0)">${drawChart(chart)}</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}">
<title>${escapeXml(charts.map(({ title }) => title).join('; '))}</title>
<style>${STYLE}</style>
${drawn.join('\n')}
</svg>
`;
}

function drawChart({ title, x, y, series }: Chart): string {
  const points = series.flatMap((one) => one.points);
  const across = axisOver(points.map(([value]) => value));
  const up = axisOver(points.map(([, value]) => value));
  const atX = (value: number) => round(EDGE.left + (value / across.end) * PLOT.width);
  const atY = (value: number) => round(EDGE.top + PLOT.height - (value / up.end) * PLOT.height);
  const bottom = EDGE.top + PLOT.height;
  return [
    text(EDGE.left, 20, title, 'class="title"'),
    text(EDGE.left, 36, y),
    text(EDGE.left + PLOT.width, HEIGHT - 8, x, 'text-anchor="end"'),
    ...up.ticks.map(
      (tick) =>
        `<path class="grid" d="M${EDGE.left} ${atY(tick)}h${PLOT.width}"/>${text(EDGE.left - 8, atY(tick) + 4, label(tick), 'text-anchor="end"')}`,
    ),
    ...across.ticks.map((tick) => text(atX(tick), bottom + 18, label(tick), 'text-anchor="middle"')),
    ...series.map((one, index) => drawSeries(one, COLOURS[index % COLOURS.length] ?? '', atX, atY)),
  ].join('\n');
}

type Scale = (value: number) => number;

function drawSeries({ name, points, marks }: Series, colour: string, atX: Scale, atY: Scale): string {
  const path = points.map(([x, y]) => `${atX(x)} ${atY(y)}`).join('L');
  const line = marks ? '' : `<path class="curve" stroke="${colour}" d="M${path}"/>`;
  const dots = points.map(([x, y]) => `<circle cx="${atX(x)}" cy="${atY(y)}" r="3.5" fill="${colour}"/>`);
  const [x, y] = points.at(-1) ?? [0, 0];
  // Left of the last point, or it would leave the chart; right of a mark that stands near the axis.
  const [anchor, away] = atX(x) > EDGE.left + PLOT.width / 2 ? ['end', -10] : ['start', 10];
  const named = text(atX(x) + away, atY(y) - 8, name, `text-anchor="${anchor}" style="fill:${colour}"`);
  return [line, ...dots, named].join('');
}

/** A round step of 1, 2 or 5 times a power of ten, and the multiples of it that cover the values. */
function axisOver(values: readonly number[]): { readonly ticks: readonly number[]; readonly end: number } {
  const largest = Math.max(...values, Number.MIN_VALUE);
  const power = 10 ** Math.floor(Math.log10(largest / GRID_LINES));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => largest / size <= GRID_LINES) ?? largest;
  const count = Math.ceil(largest / step);
  return { ticks: Array.from({ length: count + 1 }, (_, index) => index * step), end: count * step };
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escapeXml(content)}</text>`;
}

const escapeXml = (content: string) => content.replace(/[&<>]/g, (character) => ESCAPES[character] ?? character);

/** A tenth of a pixel is enough, and keeps a drawing small. */
const round = (value: number) => Math.round(value * 10) / 10;
const label = (value: number) => Number(value.toPrecision(6)).toLocaleString('en-US');
