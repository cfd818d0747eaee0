import type { DetailedMetrics } from '../../contract/detailed-metrics.ts';
import { wilsonInterval } from '../../evaluation/metrics/intervals.ts';
import { type Markup, markup } from '../markup.ts';
import { coordinate } from '../numbers.ts';
import { drawing } from './figure.ts';
import { frame } from './frame.ts';

/** Answers by their confidence, as an evaluation has them. */
export type ReliabilityBins = NonNullable<DetailedMetrics['reliability']>;

const HEIGHT = 360;
/** Radii, in pixels, of the smallest dot and of one that all answers are in. */
const SMALLEST_DOT = 3;
const LARGEST_DOT = 11;

/**
 * How sure the answers were beside how many were right: on the diagonal, probabilities mean what they say. A dot's area
 * grows with the answers in it, and its whisker is Wilson's 95% interval.
 */
export function reliabilityPlot(
  told: { readonly id: string; readonly title: string; readonly description: string },
  bins: ReliabilityBins,
): Markup {
  const tell = (value: number) => `${Math.round(value * 100)}%`;
  const { x, y, width, shapes } = frame({
    height: HEIGHT,
    xAxis: { name: 'confidence', from: 0, to: 1, tell },
    yAxis: { name: 'share that was right', from: 0, to: 1, tell },
  });
  const total = bins.reduce((sum, { examples }) => sum + examples, 0);
  const diagonal = markup`<line class="mark" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}"/>`;
  const dots = bins.map(({ accuracy, confidence, examples }) => {
    const [low, high] = wilsonInterval(Math.round(accuracy * examples), examples);
    const at = x(confidence);
    const radius = coordinate(SMALLEST_DOT + (LARGEST_DOT - SMALLEST_DOT) * Math.sqrt(examples / total));
    return markup`<line class="main whisker" x1="${at}" x2="${at}" y1="${y(low)}" y2="${y(high)}"/><circle class="main dot" cx="${at}" cy="${y(accuracy)}" r="${radius}"/>`;
  });
  return drawing({ ...told, width, height: HEIGHT, shapes: [shapes, diagonal, dots] });
}
