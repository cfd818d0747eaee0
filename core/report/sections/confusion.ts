import type { Evaluation } from '../../contract/evaluation.ts';
import { percent, whole } from '../../contract/numbers.ts';
import { orderByConfusion, worstConfusions } from '../confusions.ts';
import { LONGEST_LABEL, type Markup, markup, name, type Piece, shorten } from '../markup.ts';
import { figure } from '../plots/figure.ts';
import { heatMap } from '../plots/heat-map.ts';
import type { RunFacts } from '../run-facts.ts';
import { scrolling, section } from './section.ts';

/** Classes that the map shows: with more of them, nobody could read their names. */
const MOST_CLASSES = 20;
const MOST_LISTED = 12;

/** What was taken for what: as a map, and the mistakes that were made most often as a list. */
export function confusionSection({ evaluation }: RunFacts): Piece {
  if (!evaluation || evaluation.candidate.examples === 0) return null;
  const { confusion, perClass } = evaluation.candidate;
  const supports = perClass.map(({ support }) => support);
  const order = orderByConfusion(confusion, MOST_CLASSES);
  const worst = worstConfusions(confusion, supports, MOST_LISTED);
  const answers = answersOf(evaluation, order);
  const rows = order.map((index) => confusion.labels[index] ?? '');
  const short = (label: string) => shorten(label, LONGEST_LABEL);
  const mistakes = worst
    .slice(0, 3)
    .map(
      ({ answered, examples, expected }) => `${short(expected)} taken for ${short(answered)} ${whole(examples)} times`,
    );
  const map = heatMap({
    id: 'confusion-map',
    title: 'Confusion matrix',
    description: `Rows are the right labels, columns the answers. ${mistakes.length > 0 ? `Most often: ${mistakes.join('; ')}.` : 'There are no mistakes.'}`,
    rows,
    ...answers,
    totals: order.map((index) => supports[index] ?? 0),
  });
  const all = confusion.labels.length;
  const shown =
    all > MOST_CLASSES
      ? `The ${MOST_CLASSES} of ${whole(all)} classes that are confused most; the whole matrix is in evaluation.json. `
      : '';
  const caption = `${shown}A row is what was right, a column what was answered. Classes that are taken for each other stand together.`;
  return section(
    'confusions',
    'What is taken for what',
    markup`<div class="pair">${figure(scrolling('Confusion matrix', map), caption)}${listOf(worst)}</div>`,
  );
}

/** The columns, with one for the examples that got no label at all where there are any. */
function answersOf({ candidate: { confusion, perClass } }: Evaluation, order: readonly number[]) {
  const columns = order.map((index) => confusion.labels[index] ?? '');
  const counts = order.map((row) => order.map((column) => confusion.counts[row]?.[column] ?? 0));
  const unanswered = order.map(
    (row) => (perClass[row]?.support ?? 0) - (confusion.counts[row] ?? []).reduce((sum, cell) => sum + cell, 0),
  );
  if (unanswered.every((examples) => examples <= 0)) return { columns, counts };
  return { columns: [...columns, '(no label)'], counts: counts.map((cells, row) => [...cells, unanswered[row] ?? 0]) };
}

function listOf(worst: ReturnType<typeof worstConfusions>): Markup {
  if (worst.length === 0) return markup`<p>No class was taken for another one.</p>`;
  const rows = worst.map(
    ({ answered, examples, expected, share }) =>
      markup`<tr><th scope="row">${name(expected)}</th><td>${name(answered)}</td><td>${whole(examples)}<small>${percent(share)}</small></td></tr>`,
  );
  return scrolling(
    'Most frequent mistakes',
    markup`<table class="names"><caption>What is mistaken for what, the most frequent first</caption><thead><tr><th scope="col">Right</th><th scope="col">Answered</th><th scope="col">Examples<small>of the class</small></th></tr></thead><tbody>${rows}</tbody></table>`,
  );
}
