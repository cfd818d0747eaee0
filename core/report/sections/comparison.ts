import { percent } from '../../contract/numbers.ts';
import { type ComparedGroup, comparedGroups } from '../compared-models.ts';
import { leftOut } from '../left-out.ts';
import { type Markup, markup, name, type Piece } from '../markup.ts';
import { interval } from '../numbers.ts';
import { figure } from '../plots/figure.ts';
import { intervalPlot } from '../plots/interval-plot.ts';
import type { RunFacts } from '../run-facts.ts';
import { gainFigure } from './gain.ts';
import { list, scrolling, section } from './section.ts';

/** The candidate beside everything it has to be better than, on the same rows; and what was left out of that. */
export function comparisonSection(facts: RunFacts): Piece {
  const { evaluation } = facts;
  if (!evaluation) return null;
  const groups = comparedGroups(facts, evaluation);
  const left = leftOut(facts, evaluation);
  return section('comparison', 'Side by side', [
    groups.map((group, index) => describeGroup(group, `compared-${index + 1}`)),
    markup`<div class="pair">${gainFigure(facts, evaluation)}<div><h3>What was left out, and why</h3>${left.length > 0 ? list(left) : markup`<p>Nothing.</p>`}</div></div>`,
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
