import type { Dataset, Preparation } from '../../../core/contract/dataset.ts';
import { whole } from '../../../core/contract/numbers.ts';
import type { Style } from '../style.ts';
import { drawTable } from '../table.ts';
import { cutToWidth, printable, widthOf } from '../text-width.ts';

/** Labels that are drawn; a file may have a thousand. */
const LABELS_SHOWN = 20;
/** The longest name that is given in full, as a share of the line. */
const NAME_SHARE = 1 / 3;
/** A bar shorter than this says nothing. */
const LEAST_BAR = 8;

/** What became of a label's rows, each kind with its own shade, so that the bars need no colours. */
const SHADES = { train: '█', heldOut: '▓', removed: '░' } as const;

interface LabelCounts {
  readonly label: string;
  readonly read: number;
  readonly train: number;
  readonly heldOut: number;
}

/** How the labels are balanced, before and after, on each side: a table with bars, the most frequent label first. */
export function drawBalance(
  { labels }: Pick<Preparation, 'labels'>,
  dataset: Pick<Dataset, 'labels'>,
  style: Style,
  width: number,
): string[] {
  const counts = countLabels(labels, dataset).toSorted((a, b) => b.read - a.read || b.train - a.train);
  const shown = counts.slice(0, LABELS_SHOWN);
  const rest = counts.length - shown.length;
  const most = Math.floor(width * NAME_SHARE);
  const table = drawTable(
    [
      { title: '  label' },
      { title: 'read', align: 'right' },
      { title: 'train', align: 'right' },
      { title: 'held out', align: 'right' },
    ],
    shown.map(({ heldOut, label, read, train }) => [
      `  ${cutToWidth(printable(shownLabel(label)), most)}`,
      whole(read),
      whole(train),
      whole(heldOut),
    ]),
  );
  const tableWidth = Math.max(...table.map(widthOf));
  const room = width - tableWidth - 2;
  const largest = Math.max(1, ...shown.map(sizeOf));
  const [head = '', ...lines] = table;
  const bars = room >= LEAST_BAR ? shown.map((entry) => drawShares(entry, (room - 1) / largest)) : [];
  const legend = bars.length > 0 && `${SHADES.train} train ${SHADES.heldOut} held out ${SHADES.removed} left out`;
  return [
    style.dim(legend && widthOf(legend) <= room ? `${head}  ${legend}` : head),
    ...lines.map((line, index) => (bars[index] ? `${line}  ${bars[index]}` : line)),
    ...(rest > 0 ? [style.dim(`  and ${whole(rest)} labels with fewer examples`)] : []),
  ];
}

/** In quotes where one could not see where it begins and ends. */
const shownLabel = (label: string) => (label === label.trim() && label !== '' ? label : `"${label}"`);

/** Of merged labels only the one that stands for them has examples; it may then have more than were read under it. */
function countLabels(read: Preparation['labels'], dataset: Pick<Dataset, 'labels'>): LabelCounts[] {
  const written = new Map(dataset.labels.map((entry) => [entry.label, entry]));
  const names = new Set([...Object.keys(read), ...written.keys()]);
  return [...names].map((label) => {
    const { train = 0, validation = 0 } = written.get(label) ?? {};
    return { label, read: read[label] ?? 0, train, heldOut: validation };
  });
}

const sizeOf = ({ heldOut, read, train }: LabelCounts) => Math.max(read, train + heldOut);

/** A bar of three shades; what is not zero shows at least one cell. */
function drawShares(counts: LabelCounts, cellsEach: number): string {
  const cells = (rows: number) => (rows > 0 ? Math.max(1, Math.round(rows * cellsEach)) : 0);
  const total = cells(sizeOf(counts));
  const heldOut = Math.min(cells(counts.heldOut), Math.max(0, total - (counts.train > 0 ? 1 : 0)));
  const removed = cells(sizeOf(counts) - counts.train - counts.heldOut);
  const train = counts.train > 0 ? Math.max(1, total - heldOut - removed) : 0;
  const left = Math.max(0, total - train - heldOut);
  return SHADES.train.repeat(train) + SHADES.heldOut.repeat(heldOut) + SHADES.removed.repeat(left);
}
