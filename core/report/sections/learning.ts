import { whole } from '../../contract/numbers.ts';
import type { LearningCurve, Series } from '../learning-curve.ts';
import { MOST_POINTS } from '../learning-curve.ts';
import { type Markup, markup, type Piece } from '../markup.ts';
import { figure } from '../plots/figure.ts';
import { type Line, linePlot } from '../plots/line-plot.ts';
import type { RunFacts } from '../run-facts.ts';
import { section } from './section.ts';

/** How training went: loss and accuracy by step, as far as the provider tells. */
export function learningSection({ curve, job }: RunFacts): Piece {
  if (!job) return null;
  const loss = draw('loss', curve.trainLoss, curve.validationLoss, 'Loss, in nats', (value) => tidy(value));
  const accuracy = draw(
    'accuracy',
    curve.trainAccuracy,
    curve.validationAccuracy,
    'Accuracy',
    (value) => `${tidy(100 * value)}%`,
  );
  const plots = [loss, accuracy].filter((plot) => plot !== null);
  return section(
    'learning',
    'Learning curve',
    plots.length === 0
      ? markup`<p>The provider has told no losses and no accuracies of this job.</p>`
      : markup`<div class="pair">${plots}</div>${isThinned(curve) && markup`<p>Each point is the mean of several steps.</p>`}`,
  );
}

function draw(
  id: string,
  train: Series,
  validation: Series,
  title: string,
  tell: (value: number) => string,
): Markup | null {
  const lines = [
    { name: 'training', kind: 'second', points: train },
    { name: 'held out', kind: 'main', points: validation },
  ].filter((line): line is Line => line.points.length > 0);
  if (lines.length === 0) return null;
  const steps = lines.flatMap(({ points }) => points.map(([step]) => step));
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value));
  const isShare = id === 'accuracy';
  const highest = Math.max(...values);
  const to = isShare ? 1 : highest * 1.05 || 1;
  const from = isShare ? Math.min(0.95, Math.floor(Math.min(...values) * 20) / 20) : 0;
  const [first, last] = [Math.min(...steps), Math.max(...steps)];
  const ends = lines
    .map(({ name, points }) => `${name} from ${tell(points[0]?.[1] ?? 0)} to ${tell(points.at(-1)?.[1] ?? 0)}`)
    .join(', ');
  const plot = linePlot({
    id: `learning-${id}`,
    title,
    description: `${ends}, over steps ${whole(first)} to ${whole(last)}.`,
    lines,
    xAxis: {
      name: 'step',
      from: first,
      to: last > first ? last : first + 1,
      tell: (step) => (Number.isInteger(step) ? whole(step) : ''),
    },
    yAxis: { name: isShare ? 'accuracy' : 'loss', from, to, tell },
  });
  return figure(plot, `${title}: ${ends}.`);
}

const isThinned = (curve: LearningCurve) =>
  Object.values(curve).some((series: Series) => series.length === MOST_POINTS);

/** Three digits that matter, and no zeros behind them. */
const tidy = (value: number) => String(Number(value.toPrecision(3)));
