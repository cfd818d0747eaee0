import type { Preparation } from '../../contract/dataset.ts';
import { count, duration, percent, whole } from '../../contract/numbers.ts';
import { markup, type Piece } from '../markup.ts';
import { dollars, sentence } from '../numbers.ts';
import { type Bar, barTable } from '../plots/bar-table.ts';
import type { RunFacts } from '../run-facts.ts';
import { spentUsd } from '../spent.ts';
import { facts as factList, list, section } from './section.ts';

/** Bars of labels; of more, the most frequent ones are drawn. */
const MOST_LABELS = 40;

/** What was in the user's file, what became of its rows, and what training on them was to cost. */
export function dataSection(facts: RunFacts): Piece {
  const { preparation, run } = facts;
  if (!preparation) {
    const why = facts.unreadable.includes('preparation.json')
      ? 'What became of its rows is in preparation.json, which cannot be read here, or is too large.'
      : 'Its rows were not prepared: the run ended before.';
    return section('data', 'The data', markup`<p>${run.source.key}. ${why}</p>`);
  }
  const { checks, columns, notes, removed, suspects } = preparation;
  const left = Object.entries(removed).map(
    ([id, rows]): Bar => ({ name: id, value: rows.length, told: whole(rows.length) }),
  );
  const toSee = checks.filter(({ action, severity }) => action !== 'removed' && severity !== 'info');
  return section('data', 'The data', [
    factList(numbersOf(facts, preparation)),
    markup`<div class="pair">${labelsOf(preparation)}<div>${left.length > 0 ? barTable('Rows left out, by the check that did it', ['Check', 'Rows'], left) : markup`<p>No row was left out by a check.</p>`}${sidesOf(preparation)}</div></div>`,
    toSee.length > 0 &&
      markup`<h3>To look at</h3>${list(toSee.map(({ id, message }) => markup`<code>${id}</code>: ${message}.`))}`,
    suspects.length > 0 &&
      markup`<p>${count(suspects.length, 'row')} with a doubtful label, listed in preparation.json, the likeliest errors first.</p>`,
    list([...(columns ? [columns.why] : []), ...notes].map(sentence)),
  ]);
}

function numbersOf(facts: RunFacts, { estimate, examples, sources, tokens }: Preparation): [string, Piece][] {
  const spent = spentUsd(facts);
  const estimated = [
    ...(estimate.costUsd === null ? [] : [dollars(estimate.costUsd)]),
    ...(estimate.seconds === null ? [] : [duration(estimate.seconds)]),
  ];
  return [
    ['Rows read', `${whole(examples)}${sources.length > 1 ? ` from ${sources.length} files` : ''}`],
    [
      'Tokens to train on',
      `${tokens.error > 0 ? 'about ' : ''}${whole(tokens.train)} (${whole(tokens.billed)} billed, over all epochs)`,
    ],
    ['Estimated before', estimated.length > 0 ? estimated.join(', ') : 'unknown'],
    ['Cost of training', spent === null ? 'unknown' : dollars(spent)],
  ];
}

/** Where the rows went. */
function sidesOf({ examples, train, validation }: Preparation): Piece {
  const share = (rows: number) => markup`${whole(rows)}<small>${percent(examples === 0 ? 0 : rows / examples)}</small>`;
  const left = examples - train.rows - validation.rows;
  return barTable(
    'Where the rows went',
    ['Side', 'Rows'],
    [
      { name: 'to train on', value: train.rows, told: share(train.rows) },
      { name: 'held out', value: validation.rows, told: share(validation.rows) },
      ...(left > 0 ? [{ name: 'left out', value: left, told: share(left) }] : []),
    ],
  );
}

function labelsOf({ labels }: Preparation): Piece {
  const all = Object.entries(labels).sort(([, a], [, b]) => b - a);
  const bars = all.slice(0, MOST_LABELS).map(([label, rows]): Bar => ({ name: label, value: rows, told: whole(rows) }));
  const cut =
    all.length > MOST_LABELS &&
    markup`<p>The ${MOST_LABELS} most frequent of ${whole(all.length)} labels; the rarest has ${count(all.at(-1)?.[1] ?? 0, 'row')}.</p>`;
  return markup`<div>${barTable('Rows by label, as they were read', ['Label', 'Rows'], bars)}${cut}</div>`;
}
