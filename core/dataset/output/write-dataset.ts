import type { Check, Dataset, Preparation } from '../../contract/dataset.ts';
import type { CheckPlan } from '../checks/check-plan.ts';
import type { Findings } from '../checks/findings.ts';
import type { LabelMeaning } from '../checks/labels.ts';
import type { LengthLimit } from '../checks/long-text.ts';
import { reportOn } from '../checks/reports.ts';
import { compareCodePoints } from '../code-point-order.ts';
import type { Decided } from '../decide.ts';
import type { MislabelledExamples } from '../mark-mislabelled.ts';
import type { PreparedDataset, PreparedFile, PrepareOptions } from '../options.ts';
import type { ReadSources } from '../read-sources.ts';
import type { Partitions } from '../records/partitions.ts';
import { readPieces, type Scratch } from '../scratch.ts';
import { chooseAnswers } from './answers.ts';
import { identify } from './identity.ts';
import type { WrittenLines } from './line-writer.ts';
import { choosePromptForm } from './prompt-form.ts';
import { DEFAULT_BASE_MODEL, TokenTally } from './token-tally.ts';
import { writeFiles } from './write-files.ts';

/** Everything that was found out before writing. */
export interface DatasetContent {
  readonly options: PrepareOptions;
  readonly plan: CheckPlan;
  readonly limit: LengthLimit;
  readonly findings: Findings;
  readonly read: ReadSources;
  readonly meaning: LabelMeaning;
  readonly mislabelled: MislabelledExamples;
  readonly scratch: Scratch;
  readonly onProgress: (share: number) => void;
}

/** Writes a dataset's files and says what they hold and what became of every row. */
export async function writeDataset(
  partitions: Partitions,
  decided: Decided,
  content: DatasetContent,
): Promise<PreparedDataset> {
  const { findings, mislabelled, options, plan, read, scratch } = content;
  const { format } = options;
  const names = read.table.labels;
  const nameOf = (label: number) => names[label] ?? '';
  const classes = decided.classes.labels().sort((a, b) => compareCodePoints(nameOf(a), nameOf(b)));
  const { answers, lowerCased, prefix } = await chooseAnswers(classes.map(nameOf), options.answers, format, plan);
  const { changes, lines } = choosePromptForm(format, decided.prompts, plan);
  const tokens = await TokenTally.create({
    format,
    form: lines.form,
    baseModel: options.baseModel ?? DEFAULT_BASE_MODEL,
    epochs: options.epochs,
    answers,
    lengths: decided.lengths,
  });
  const suspectRows = new Map<number, number>();
  const { counts, files } = await writeFiles(partitions, decided, {
    scratch,
    format: lines,
    answers,
    places: new Map(classes.map((label, place) => [label, place])),
    plan,
    findings,
    onTrained: (units, text, answer) => tokens.add(units, text, answer),
    onSuspect: (ordinal, row) => suspectRows.set(ordinal, row),
    onProgress: content.onProgress,
  });
  const id = identify(options, files);
  const dataset: Dataset = {
    schema: 'labelsmith.dataset.v1',
    dataset: id,
    format,
    ...(format === 'completion' && { promptForm: lines.form }),
    labels: answers.map((answer, place) => ({
      ...answer,
      train: counts.train[place] ?? 0,
      validation: counts.validation[place] ?? 0,
    })),
    train: { rows: files.train.rows, bytes: files.train.file.size },
    validation: { rows: files.validation.rows, bytes: files.validation.file.size },
  };
  const checks = reportOn({
    plan,
    findings,
    broken: read.broken,
    limit: content.limit,
    classes: classes.map((label, place) => ({
      label: nameOf(label),
      trained: counts.train[place] ?? 0,
      ...tallyOf(decided, label),
    })),
    table: read.table,
    meaning: content.meaning,
    merged: options.mergeLabels ?? false,
    unusedColumns: read.shape.unused,
    examples: decided.sides.length,
    heldOut: files.validation.rows,
    ownSplit: decided.ownSplit,
    masked: options.mask ?? false,
    audited: mislabelled.audited,
    auditable: mislabelled.examples,
    changes: {
      ...changes,
      ...(prefix !== '' && {
        'completion-prefix': `all labels begin with the same ${[...prefix].length} characters: the answers were written without them`,
      }),
      ...(lowerCased &&
        changes['upper-case'] === undefined && {
          'upper-case': 'the labels are mostly upper case: the answers were lower-cased',
        }),
    },
  });
  const { notes, ...estimates } = tokens.estimate(dataset.train, dataset.validation.rows);
  const preparation: Preparation = {
    schema: 'labelsmith.preparation.v1',
    ...(options.run !== undefined && { run: options.run }),
    dataset: id,
    source: read.sources[0]?.name ?? '',
    examples: read.rows,
    labels: countLabels(read, content.meaning),
    removed: rowsRemoved(checks),
    columns: { text: read.shape.text, label: read.shape.label, why: read.shape.why },
    train: { rows: dataset.train.rows },
    validation: { rows: dataset.validation.rows },
    ...estimates,
    lengths: decided.lengths.classes(),
    notes: [...read.notes, ...notes],
    sources: [...read.sources],
    suspects: describeSuspects(mislabelled, suspectRows),
    checks,
  };
  return {
    dataset,
    preparation,
    train: preparedFile(files.train),
    validation: preparedFile(files.validation),
    close: async () => {
      await files.train.file.close();
      await files.validation.file.close();
    },
  };
}

const preparedFile = ({ file, rows }: WrittenLines): PreparedFile => ({
  rows,
  bytes: file.size,
  open: () => readPieces(file),
});

function tallyOf({ classes }: Decided, label: number) {
  const { kept = 0, rows = [] } = classes.get(label) ?? {};
  return { kept, rows };
}

/** Examples by label before anything was removed, merged labels being one; those without a label are not counted. */
function countLabels(
  { table: { counts, labels } }: ReadSources,
  { empty, standsFor }: LabelMeaning,
): Record<string, number> {
  const sums = new Map<number, number>();
  for (const number of labels.keys()) {
    const label = standsFor[number] ?? number;
    if (!empty.has(number)) sums.set(label, (sums.get(label) ?? 0) + (counts[number] ?? 0));
  }
  const named = [...sums].map(([number, sum]) => [labels[number] ?? '', sum] as const);
  return Object.fromEntries(named.toSorted(([a], [b]) => compareCodePoints(a, b)));
}

/** Check id to the rows it removed: no row stands under two of them. */
function rowsRemoved(checks: readonly Check[]): Record<string, number[]> {
  return Object.fromEntries(checks.filter(({ action }) => action === 'removed').map(({ id, rows }) => [id, rows]));
}

function describeSuspects(
  { suspects }: MislabelledExamples,
  rows: ReadonlyMap<number, number>,
): Preparation['suspects'] {
  return [...suspects].flatMap(([ordinal, { label, selfConfidence, suggested, suggestedProbability }]) => {
    const row = rows.get(ordinal);
    return row === undefined ? [] : [{ row, label, probability: selfConfidence, suggested, suggestedProbability }];
  });
}
