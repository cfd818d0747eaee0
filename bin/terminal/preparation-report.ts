import type { Check, Preparation } from '../../core/contract/dataset.ts';
import { drawBars } from './bars.ts';
import type { Style } from './style.ts';
import { drawTable } from './table.ts';
import { printable } from './width.ts';

/** How many texts have at most `upTo` characters, and more than the class before. */
export interface LengthClass {
  readonly upTo: number;
  readonly texts: number;
}

/** Labels that are drawn; a file may have a thousand. */
const LABELS_SHOWN = 20;
/** Row numbers of a check that are printed; the artefact has all of them. */
const ROWS_SHOWN = 8;

/** What a person should know about a file before any money is spent on it, as lines. */
export function reportPreparation(preparation: Preparation, lengths: readonly LengthClass[], style: Style): string[] {
  const { columns, estimate, examples, tokens, train, validation } = preparation;
  const facts: [string, string][] = [
    ['rows read', whole(examples)],
    ['train', whole(train.rows)],
    ['validation', whole(validation.rows)],
    ['removed', whole(examples - train.rows - validation.rows)],
    ['tokens to train on', whole(tokens.train)],
    ['training, about', `${whole(estimate.seconds)} s, ${estimate.costUsd.toFixed(2)} USD`],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return [
    style.bold(printable(preparation.source)) + style.dim(`  dataset ${preparation.dataset}`),
    ...(columns ? [style.dim(printable(columns.why))] : []),
    '',
    ...facts.map(([name, value]) => `${style.dim(name.padEnd(width))}  ${value}`),
    '',
    style.bold('Labels'),
    ...drawLabels(preparation.labels),
    '',
    style.bold('Characters in a text'),
    ...drawBars(lengths.map(({ texts, upTo }) => ({ name: boundName(upTo), value: texts }))),
    ...reportChecks(preparation.checks, style),
  ];
}

function drawLabels(labels: Preparation['labels']): string[] {
  const bars = Object.entries(labels).map(([name, value]) => ({ name, value }));
  const sorted = bars.toSorted((a, b) => b.value - a.value);
  const rest = sorted.length - LABELS_SHOWN;
  return [...drawBars(sorted.slice(0, LABELS_SHOWN)), ...(rest > 0 ? [`and ${rest} labels with fewer examples`] : [])];
}

function reportChecks(checks: readonly Check[], style: Style): string[] {
  if (checks.length === 0) return ['', 'Nothing to complain about.'];
  const rows = checks.map((check) => [check.id, check.action === 'none' ? '' : check.action, describeRows(check.rows)]);
  const table = drawTable([{ title: 'check' }, { title: 'action' }, { title: 'rows' }], rows);
  return ['', ...table.map((line, index) => (index === 0 ? style.bold(line) : line)), '', ...explain(checks, style)];
}

function explain(checks: readonly Check[], style: Style): string[] {
  const paint = { info: style.dim, warning: style.yellow, error: style.red };
  return checks.map(({ id, message, severity }) => `${paint[severity](id)}: ${printable(message)}`);
}

function describeRows(rows: readonly number[]): string {
  const rest = rows.length - ROWS_SHOWN;
  return rows.slice(0, ROWS_SHOWN).join(' ') + (rest > 0 ? ` and ${whole(rest)} more` : '');
}

const whole = (n: number) => n.toLocaleString('en-US');
const boundName = (upTo: number) => (Number.isFinite(upTo) ? `up to ${whole(upTo)}` : 'more');
