import { count, duration, percent } from '../../contract/numbers.ts';
import { type Markup, markup, name, type Piece } from '../markup.ts';
import { dollars, interval, points, sentence } from '../numbers.ts';
import type { Outcome } from '../outcome.ts';
import type { RunFacts } from '../run-facts.ts';
import { spentUsd } from '../spent.ts';
import { list } from './section.ts';

/** How the run ended, large, with what follows and the numbers that most people look for. */
export function outcomeSection({ badge, headline, remedy, tone }: Outcome, facts: RunFacts): Markup {
  const { run, evaluation } = facts;
  return markup`<header class="${tone}"><p class="of">Run <code>${run.run}</code> of classifier <strong>${run.classifier}</strong></p><p class="badge">${badge}</p><h1>${headline}</h1>${remedy && markup`<p class="remedy">${remedy}</p>`}${evaluation?.baselineSentence && markup`<p>It is ${evaluation.baselineSentence}.</p>`}${vetoesOf(facts)}${list(run.notes.map(sentence))}${numbersOf(facts)}</header>`;
}

/** Classes that lose more than they may. */
function vetoesOf({ evaluation }: RunFacts): Piece {
  const vetoes = evaluation?.verdict.vetoes ?? [];
  return list(
    vetoes
      .slice(0, 10)
      .map(
        ({ label, examples, loss }) =>
          markup`${name(label)} loses ${points(loss).replace('+', '')} points of recall on ${count(examples, 'example')}.`,
      ),
  );
}

function numbersOf(facts: RunFacts): Piece {
  const { run, evaluation } = facts;
  const metrics = evaluation?.candidate ?? run.metrics;
  const spent = spentUsd(facts);
  const seconds = run.finishedAt === null ? null : (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000;
  const tiles: (readonly [string, string, string] | false | null)[] = [
    metrics && [percent(metrics.accuracy), 'accuracy', `95% interval ${interval(metrics.accuracyInterval)}`],
    metrics && [metrics.macroF1.toFixed(3), 'macro F1', `on ${count(metrics.examples, 'held-out example')}`],
    typeof metrics?.expectedCalibrationError === 'number' && [
      metrics.expectedCalibrationError.toFixed(3),
      'calibration error',
      'of its probabilities',
    ],
    spent !== null && [dollars(spent), 'for training', spent === 0 ? 'nothing was paid' : 'by the tokens trained on'],
    seconds !== null && [
      duration(seconds),
      'from start to end',
      run.provider === null ? 'no provider was asked' : `by ${run.provider}`,
    ],
  ];
  return markup`<ul class="tiles">${tiles.map((tile) => tile && markup`<li><strong>${tile[0]}</strong> <span>${tile[1]}</span> <small>${tile[2]}</small></li>`)}</ul>`;
}
