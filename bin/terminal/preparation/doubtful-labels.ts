import type { Preparation } from '../../../core/contract/dataset.ts';
import { percent, whole } from '../../../core/contract/numbers.ts';
import type { Style } from '../style.ts';
import { drawTable } from '../table.ts';
import { cutToWidth, printable } from '../text-width.ts';

/** The likeliest errors that are shown; the artefact has all of them. */
const SHOWN = 5;

/** Rows whose label a model doubts, with what it would say instead; never their texts. */
export function drawDoubts(suspects: Preparation['suspects'], style: Style, width: number): string[] {
  const most = Math.floor(width / 4);
  const name = (label: string) => cutToWidth(printable(label), most);
  const rest = suspects.length - SHOWN;
  const [head = '', ...lines] = drawTable(
    [
      { title: '     row', align: 'right' },
      { title: 'its label' },
      { title: 'likely', align: 'right' },
      { title: 'rather' },
      { title: 'likely', align: 'right' },
    ],
    suspects
      .slice(0, SHOWN)
      .map(({ label, probability, row, suggested, suggestedProbability }) => [
        String(row),
        name(label),
        percent(probability),
        name(suggested),
        percent(suggestedProbability),
      ]),
  );
  return [
    style.dim(head),
    ...lines,
    ...(rest > 0 ? [style.dim(`  and ${whole(rest)} more in preparation.json, the likeliest first`)] : []),
  ];
}
