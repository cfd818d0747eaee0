import type { Dataset, Preparation } from '../../core/contract/dataset.ts';
import { count, duration, whole } from '../../core/contract/numbers.ts';
import { drawBars } from './bars.ts';
import { drawDoubts } from './preparation/doubtful-labels.ts';
import { drawChecks } from './preparation/found-by-checks.ts';
import { drawBalance } from './preparation/label-balance.ts';
import { drawCosts } from './preparation/training-costs.ts';
import type { Style } from './style.ts';
import { printable } from './text-width.ts';
import { wrapIndented, wrapText } from './wrap.ts';

/** What the report needs to know besides what was prepared. */
export interface ReportHow {
  readonly style: Style;
  /** Columns that a line may take. */
  readonly width: number;
  /** The model that would be tuned. */
  readonly baseModel: string;
}

/** What a person should know about a file before any money is spent on it, as lines. */
export function reportPreparation(preparation: Preparation, dataset: Dataset, how: ReportHow): string[] {
  const { style, width } = how;
  const { checks, lengths, suspects } = preparation;
  const section = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? ['', style.bold(title), ...lines] : [];
  const bars = lengths.map(({ texts, upTo }) => ({ name: `  ${boundName(upTo)}`, value: texts }));
  return [
    ...describeReading(preparation, style, width),
    ...describeCounts(preparation, width),
    ...section('Labels', drawBalance(preparation, dataset, style, width)),
    ...section('Characters in a text', drawBars(bars)),
    ...section('Checks', drawChecks(checks, style, width)),
    ...(suspects.length > 0 ? section('Doubtful labels', drawDoubts(suspects, style, width)) : []),
    ...section('Training', [
      ...drawCosts(preparation, how.baseModel, style, width),
      ...wrapIndented(describeTraining(preparation, dataset, how.baseModel), width, 2),
    ]),
  ];
}

/** The file, and how it was read. */
function describeReading(
  { columns, dataset, notes, source, sources }: Preparation,
  style: Style,
  width: number,
): string[] {
  const [, second] = sources;
  const sentences = [
    ...(columns ? [columns.why] : []),
    ...notes.map(asSentence),
    ...(second ? [`Rows from ${whole(second.firstRow)} on are those of ${second.name}, which is the test set.`] : []),
    'Rows are counted from 0, without a header.',
  ];
  return [
    style.bold(printable(source)),
    ...wrapText(printable(sentences.join(' ')), width - 2).map((line) => style.dim(`  ${line}`)),
    style.dim(`  dataset ${dataset ?? 'none'}`),
  ];
}

const asSentence = (note: string) => `${note.charAt(0).toUpperCase()}${note.slice(1)}${/[.!?]$/.test(note) ? '' : '.'}`;

function describeCounts({ examples, train, validation }: Preparation, width: number): string[] {
  const left = examples - train.rows - validation.rows;
  const sum = `${count(examples, 'row')} read = ${whole(train.rows)} to train on + ${whole(validation.rows)} held out + ${whole(left)} left out`;
  return ['', ...wrapText(sum, width)];
}

/** What the tool that OpenAI removed said at its end, in today's terms. */
function describeTraining({ estimate }: Preparation, { labels, train }: Dataset, baseModel: string): string {
  const what = `Training ${baseModel} on ${count(train.rows, 'example')}`;
  const sentences = [`${what} ${describeEffort(estimate)}.`];
  const [first, second] = labels;
  if (first && second && labels.length === 2) {
    const size = (label: typeof first) => label.train + label.validation;
    const positive = size(second) > size(first) ? second : first;
    sentences.push(`The positive class is "${printable(positive.label)}", the more frequent of the two.`);
  }
  return sentences.join(' ');
}

function describeEffort({ costUsd, seconds }: Preparation['estimate']): string {
  if (costUsd === null || seconds === null) return 'has a price that is not known here';
  return `takes about ${duration(seconds)} and ${costUsd === 0 ? 'costs nothing' : `costs about ${costUsd.toFixed(2)} USD`}`;
}

const boundName = (upTo: number | null) => (upTo === null ? 'more' : `up to ${whole(upTo)}`);
