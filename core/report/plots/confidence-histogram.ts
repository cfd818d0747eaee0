import { whole } from '../../contract/numbers.ts';
import { type Markup, markup } from '../markup.ts';
import { coordinate } from '../numbers.ts';
import { drawing } from './figure.ts';
import { frame } from './frame.ts';
import type { ReliabilityBins } from './reliability-plot.ts';

const HEIGHT = 170;

/** How many answers had which confidence, in the bins of the reliability plot and on its axis. */
export function confidenceHistogram(
  told: { readonly id: string; readonly title: string; readonly description: string },
  bins: ReliabilityBins,
): Markup {
  const most = Math.max(1, ...bins.map(({ examples }) => examples));
  const { x, y, width, bottom, shapes } = frame({
    height: HEIGHT,
    xAxis: { name: 'confidence', from: 0, to: 1, tell: (value) => `${Math.round(value * 100)}%` },
    yAxis: { name: 'answers', from: 0, to: most, tell: whole, ticks: 4 },
  });
  const bars = bins.map(({ examples, from, to }) => {
    const height = coordinate(bottom - y(examples));
    return markup`<rect class="main fill" x="${x(from)}" y="${y(examples)}" width="${coordinate(x(to) - x(from) - 1)}" height="${height}"/>`;
  });
  return drawing({ ...told, width, height: HEIGHT, shapes: [shapes, bars] });
}
