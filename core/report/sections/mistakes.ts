import { count, percent, whole } from '../../contract/numbers.ts';
import { markup, name, type Piece } from '../markup.ts';
import type { RunFacts } from '../run-facts.ts';
import { scrolling, section } from './section.ts';

/** The wrong answers that it was surest of, by their rows: a report holds no text. */
export function mistakesSection({ evaluation }: RunFacts): Piece {
  if (!evaluation || evaluation.candidate.examples === 0) return null;
  const { candidate, dataset, mistakes } = evaluation;
  const wrong = Math.round((1 - candidate.accuracy) * candidate.examples);
  const title = 'Worst mistakes';
  if (mistakes.length === 0)
    return section('mistakes', title, markup`<p>All held-out examples were answered rightly.</p>`);
  const rows = mistakes.map(
    ({ confidence, expected, label, row }) =>
      markup`<tr><th scope="row">${whole(row)}</th><td>${name(expected)}</td><td>${label === null ? '(no label)' : name(label)}</td><td>${confidence === null ? '–' : percent(confidence)}</td></tr>`,
  );
  const table = markup`<table class="names"><caption>${whole(mistakes.length)} of ${count(wrong, 'mistake')}, the surest first</caption><thead><tr><th scope="col">Row</th><th scope="col">Right</th><th scope="col">Answered</th><th scope="col">Confidence</th></tr></thead><tbody>${rows}</tbody></table>`;
  return section('mistakes', title, [
    markup`<p>Rows are lines of <code>datasets/${dataset}/validation.jsonl</code>, counted from 0; the texts are there, and not in this report. A sure mistake is often a wrong label.</p>`,
    scrolling(title, table),
  ]);
}
