import type { Preparation } from '../../../core/contract/dataset.ts';
import { count, duration, whole } from '../../../core/contract/numbers.ts';
import { priceOf } from '../../../core/contract/prices.ts';
import type { Style } from '../style.ts';
import { drawTable } from '../table.ts';
import { wrapIndented } from '../wrap.ts';

/** The model that is trained when nobody names another one. */
export const OWN_BASE_MODEL = 'labelsmith-linear-1';

/** What training would cost and how long it would take, with the chosen base model and with the other known ones. */
export function drawCosts(
  { estimate, estimates, pricesOf, tokens }: Pick<Preparation, 'estimate' | 'estimates' | 'pricesOf' | 'tokens'>,
  baseModel: string,
  style: Style,
  width: number,
): string[] {
  const chosen = { ...estimate, baseModel, billedTokens: tokens.billed };
  const rows = [chosen, ...estimates.filter((other) => other.baseModel !== baseModel)].map(
    ({ baseModel: model, billedTokens, costUsd, seconds }, index) => [
      `${index === 0 ? '>' : ' '} ${model}`,
      whole(billedTokens),
      costUsd?.toFixed(2) ?? 'unknown',
      seconds === null ? 'unknown' : duration(seconds),
      priceOf(model)?.newJobsUntil ?? '',
    ],
  );
  const [head = '', first = '', ...others] = drawTable(
    [
      { title: '  base model' },
      { title: 'tokens', align: 'right' },
      { title: 'USD', align: 'right' },
      { title: 'about', align: 'right' },
      { title: 'offered until' },
    ],
    rows,
  );
  return [
    style.dim(head),
    style.bold(first),
    ...others,
    ...wrapIndented(describeTokens(tokens, pricesOf), width, 2).map((line) => style.dim(line)),
  ];
}

function describeTokens({ error, train }: Preparation['tokens'], pricesOf: string | undefined): string {
  const exactly = error === 0 ? 'all counted' : `give or take ${whole(error)}, from a sample`;
  const dated = pricesOf === undefined ? '' : ` Prices are those of ${pricesOf}.`;
  return `${count(train, 'token')} in the training file, ${exactly}; tokens above are those of all epochs.${dated}`;
}
