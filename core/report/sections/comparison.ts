import type { Evaluation } from '../../contract/evaluation.ts';
import { TOLERATED_LOSS } from '../../evaluation/gate-rules.ts';
import { type ComparedGroup, candidateName, comparedGroups } from '../compared-models.ts';
import { leftOut } from '../left-out.ts';
import { type Markup, markup, name, type Piece } from '../markup.ts';
import { interval, percent, points } from '../numbers.ts';
import { figure } from '../plots/figure.ts';
import { intervalPlot } from '../plots/interval-plot.ts';
import type { RunFacts } from '../run-facts.ts';
import { list, scrolling, section } from './section.ts';

/** The candidate beside everything it has to be better than, on the same rows; and what was left out of that. */
export function comparisonSection(facts: RunFacts): Piece {
  const { evaluation } = facts;
  if (!evaluation) return null;
  const groups = comparedGroups(facts, evaluation);
  const left = leftOut(facts, evaluation);
  return section('comparison', 'Side by side', [
    gainOf(facts, evaluation),
    groups.map((group, index) => describeGroup(group, `compared-${index + 1}`)),
    left.length > 0 && markup`<h3>What was left out, and why</h3>${list(left)}`,
  ]);
}

function describeGroup({ models, rows }: ComparedGroup, id: string): Markup {
  const lowest = Math.min(...models.map((model) => model.interval[0]));
  const plot = intervalPlot({
    id,
    title: `Accuracy on ${rows}`,
    description: models
      .map((model) => `${model.name}: ${percent(model.accuracy)}, 95% interval ${interval(model.interval)}`)
      .join('; '),
    rows: models.map((model) => ({
      name: model.name,
      value: model.accuracy,
      interval: model.interval,
      told: percent(model.accuracy),
      isMain: model.isCandidate,
    })),
    axis: [Math.max(0, Math.floor(lowest * 20) / 20), 1],
    tell: (value) => `${Math.round(value * 100)}%`,
  });
  const body = models.map(
    (model) =>
      markup`<tr><th scope="row">${name(model.name)}</th><td>${percent(model.accuracy)}<small>${interval(model.interval)}</small></td><td>${model.macroF1?.toFixed(3) ?? '–'}</td><td>${model.calibrationError?.toFixed(3) ?? '–'}</td><td>${model.cost || '–'}</td></tr>`,
  );
  const table = markup`<table><caption>On ${rows}</caption><thead><tr><th scope="col">Model</th><th scope="col">Accuracy<small>95% interval</small></th><th scope="col">Macro F1</th><th scope="col">Calibration error</th><th scope="col">Cost</th></tr></thead><tbody>${body}</tbody></table>`;
  return markup`<div class="pair">${figure(plot, `Accuracy on ${rows}, with Wilson's 95% intervals.`)}${scrolling(`Models on ${rows}`, table)}</div>`;
}

/** The difference that the verdict is about, beside the lines that it is held to. */
function gainOf(facts: RunFacts, { champion, majority, verdict }: Evaluation): Piece {
  const { gain, gainInterval, mcNemarP, metric } = verdict;
  if (gain === null || gainInterval === null) return null;
  const measure = metric === 'macroF1' ? 'macro F1' : 'accuracy';
  const opponent = champion ? `version ${champion.version}` : `always answering "${majority.label}"`;
  const told = `${points(gainInterval[0])} to ${points(gainInterval[1])} points`;
  const marks = champion ? [0, -TOLERATED_LOSS] : [0];
  const [low, high] = [Math.min(gainInterval[0], ...marks), Math.max(gainInterval[1], 0)];
  const room = Math.max(0.005, (high - low) / 12);
  const plot = intervalPlot({
    id: 'gain',
    title: `Gain in ${measure} over ${opponent}`,
    description: `${points(gain)} points, 95% interval ${told}.`,
    rows: [
      { name: `${candidateName(facts)}'s gain`, value: gain, interval: gainInterval, told: points(gain), isMain: true },
    ],
    axis: [low - room, high + room],
    tell: points,
    marks,
  });
  const asked = champion
    ? `It goes into service when the gain is not negative and the interval stays above ${points(-TOLERATED_LOSS)} points.`
    : 'A first version goes into service when the interval stays above 0.';
  const chance =
    champion &&
    mcNemarP !== null &&
    ` McNemar's exact p of the answers that only one of both gave rightly: ${mcNemarP.toFixed(3)}.`;
  return figure(
    plot,
    markup`Gain in ${measure} over ${opponent}, in points: ${points(gain)}, 95% interval ${told}. By the usual rules: ${asked}${chance}`,
  );
}
