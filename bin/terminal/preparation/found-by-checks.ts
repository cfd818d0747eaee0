import type { Check } from '../../../core/contract/dataset.ts';
import { whole } from '../../../core/contract/numbers.ts';
import type { Style } from '../style.ts';
import { fillToWidth, printable, widthOf } from '../text-width.ts';
import { wrapIndented } from '../wrap.ts';

/** Row numbers of a check that are printed at most; the artefact has all of them. */
const ROWS_SHOWN = 12;
/** Columns before a sentence. */
const INDENT = 4;

const ACTIONS: Readonly<Record<Check['action'], string>> = {
  none: 'reported',
  removed: 'removed',
  refused: 'refused',
  moved: 'moved',
  changed: 'changed',
};

/** Tells at a glance, and without colours, what wants a person's attention. */
const MARKS: Readonly<Record<Check['severity'], string>> = { info: ' ', warning: '!', error: 'x' };

/** Every check that found something: its id, what was done, the first rows, and a sentence. */
export function drawChecks(checks: readonly Check[], style: Style, width: number): string[] {
  if (checks.length === 0) return ['  nothing to complain about'];
  const paint = { info: style.bold, warning: style.yellow, error: style.red };
  const idWidth = Math.max(...checks.map(({ id }) => id.length));
  const actionWidth = Math.max(...checks.map(({ action }) => ACTIONS[action].length));
  return checks.flatMap(({ action, id, message, rows, severity }) => {
    const before = `${MARKS[severity]} ${fillToWidth(id, idWidth)}  `;
    const what = fillToWidth(ACTIONS[action], actionWidth);
    const room = width - widthOf(before) - actionWidth - 2;
    return [
      `${paint[severity](before)}${what}  ${listFirst(rows, room)}`.trimEnd(),
      ...wrapIndented(printable(message), width, INDENT).map((line) => style.dim(line)),
    ];
  });
}

/** As many row numbers as there is room for, and how many more there are. */
function listFirst(rows: readonly number[], room: number): string {
  for (let shown = Math.min(rows.length, ROWS_SHOWN); shown > 0; shown -= 1) {
    const rest = rows.length - shown;
    const list = rows.slice(0, shown).join(' ') + (rest > 0 ? ` and ${whole(rest)} more` : '');
    if (widthOf(list) <= room) return list;
  }
  return rows.length > 0 ? `${whole(rows.length)} rows` : '';
}
