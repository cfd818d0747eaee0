import type { Metrics } from '../../contract/metrics.ts';
import { percent, whole } from '../../contract/numbers.ts';
import { type Markup, markup, name, type Piece } from '../markup.ts';
import { interval } from '../numbers.ts';
import { barStyle } from '../plots/bar-table.ts';
import type { RunFacts } from '../run-facts.ts';
import { scrolling, section } from './section.ts';

type ClassMetrics = Metrics['perClass'][number];

/** Rows of the table; of more classes, those that the model is worst at are shown. */
const MOST_CLASSES = 100;

/** Precision, recall and F1 of every class, those that it is worst at first; classes that nothing was held out of come last. */
export function classesSection({ evaluation, run }: RunFacts): Piece {
  const perClass = (evaluation?.candidate ?? run.metrics)?.perClass ?? [];
  if (perClass.length === 0) return null;
  const sorted = [...perClass].sort(
    (a, b) => Number(a.support === 0) - Number(b.support === 0) || a.f1 - b.f1 || b.support - a.support,
  );
  const most = Math.max(1, ...perClass.map(({ support }) => support));
  const rows = sorted.slice(0, MOST_CLASSES).map((entry) => rowOf(entry, most));
  const cut =
    perClass.length > MOST_CLASSES &&
    markup`<p>These are the ${MOST_CLASSES} classes with the lowest F1 of ${whole(perClass.length)}; the others are in evaluation.json.</p>`;
  const table = markup`<table class="classes"><caption>Each class, the lowest F1 first, with Wilson's 95% intervals</caption><thead><tr><th scope="col">Class</th><th scope="col">Precision</th><th scope="col">Recall</th><th scope="col">F1</th><th scope="col">Held out</th></tr></thead><tbody>${rows}</tbody></table>`;
  return section('classes', 'Class by class', [cut, scrolling('Class by class', table)]);
}

function rowOf(
  { f1, label, precision, precisionInterval, recall, recallInterval, support }: ClassMetrics,
  most: number,
): Markup {
  const rate = (value: number, range: ClassMetrics['recallInterval']) =>
    markup`<td class="bar" style="${barStyle(value)}">${percent(value)}${range && markup`<small>${interval(range)}</small>`}</td>`;
  return markup`<tr><th scope="row">${name(label)}</th>${rate(precision, precisionInterval)}${rate(recall, recallInterval)}<td class="bar" style="${barStyle(f1)}">${f1.toFixed(3)}</td><td class="bar" style="${barStyle(support / most)}">${whole(support)}</td></tr>`;
}
