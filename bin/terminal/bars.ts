import { cutToWidth, fillToWidth, printable, widthOf } from './text-width.ts';

export interface Bar {
  readonly name: string;
  readonly value: number;
}

/** Eighths of a character cell, so that a bar's length says more than its cells. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;
const FULL = '█';

/** Columns that the longest bar takes, and a name may take. */
const BAR_WIDTH = 32;
const NAME_WIDTH = 28;

/** Bars as lines, `name  ████ value`, the longest one at full length; what is not zero shows at least a sliver. */
export function drawBars(bars: readonly Bar[]): string[] {
  const names = bars.map(({ name }) => cutToWidth(printable(name), NAME_WIDTH));
  const nameWidth = Math.max(0, ...names.map(widthOf));
  const values = bars.map(({ value }) => value.toLocaleString('en-US'));
  const valueWidth = Math.max(0, ...values.map(widthOf));
  const largest = Math.max(1, ...bars.map(({ value }) => value));
  return bars.map(({ value }, index) => {
    const name = fillToWidth(names[index] ?? '', nameWidth);
    return `${name}  ${fillToWidth(values[index] ?? '', valueWidth, 'right')}  ${drawBar(value / largest)}`.trimEnd();
  });
}

function drawBar(share: number): string {
  const eighths = share > 0 ? Math.max(1, Math.round(share * BAR_WIDTH * EIGHTHS.length)) : 0;
  return FULL.repeat(Math.floor(eighths / EIGHTHS.length)) + (EIGHTHS[eighths % EIGHTHS.length] ?? '');
}
