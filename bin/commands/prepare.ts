import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type DatasetFormat, datasetFormat, settings } from '../../core/contract/settings.ts';
import { type PreparedDataset, prepareDataset, type Source } from '../../core/dataset/prepare.ts';
import { countTextLengths } from '../../core/dataset/text-lengths.ts';
import { requireFile } from '../client/require-file.ts';
import { CommandError } from '../command-error.ts';
import { reportPreparation } from '../terminal/preparation-report.ts';
import { ProgressLine } from '../terminal/progress-line.ts';
import { styleFor } from '../terminal/style.ts';
import { writeTogether } from '../terminal/write-together.ts';

/** The only files that the command writes, and so the only ones that it replaces. */
const OUTPUTS = ['train.jsonl', 'validation.jsonl', 'dataset.json', 'preparation.json'] as const;

interface PrepareFlags {
  readonly out: string;
  readonly format: DatasetFormat;
  readonly limit?: number;
  readonly textColumn?: string;
  readonly labelColumn?: string;
  readonly json?: true;
}

/** `labelsmith prepare`: what a run would do with a file, on this machine, without a server. */
export function prepareCommand(): Command {
  return new Command('prepare')
    .description('check, clean and split one file of labelled texts; no server is needed')
    .argument('<file>', 'the file: .csv .tsv .jsonl .ndjson .json .txt, plain or gzipped')
    .requiredOption('--out <dir>', 'folder for train.jsonl, validation.jsonl, dataset.json and preparation.json')
    .addOption(
      new Option('--format <format>', 'what the rows are written as').choices(datasetFormat.options).default('chat'),
    )
    .option('--limit <rows>', 'read only so many rows from the start', parseLimit)

    .option('--text-column <name>', 'column of the text; several, separated by commas, are joined')
    .option('--label-column <name>', 'column of the label')
    .option('--json', 'print one JSON document and nothing else')
    .action(prepareFile);
}

function parseLimit(value: string): number {
  const limit = Number(value);
  if (!Number.isSafeInteger(limit) || limit < 1) throw new InvalidArgumentError('It must be a whole number above 0.');
  return limit;
}

async function prepareFile(file: string, flags: PrepareFlags): Promise<void> {
  await requireFile(file);
  await requireFolder(file, flags.out);
  const { validationFraction } = settings.parse({});
  const { format, limit, textColumn, labelColumn } = flags;
  const progress = new ProgressLine(process.stderr);
  const source: Source = { name: basename(file), open: () => createReadStream(file) };
  const prepared = await prepareDataset(
    source,
    { format, limit, textColumn, labelColumn, validationFraction, answers: 'labels' },
    { onProgress: (rows) => progress.update(`${rows.toLocaleString('en-US')} rows read`) },
  ).finally(() => progress.done());
  const contents: Record<(typeof OUTPUTS)[number], Uint8Array | string> = {
    'train.jsonl': prepared.train,
    'validation.jsonl': prepared.validation,
    'dataset.json': `${JSON.stringify(prepared.dataset, null, 2)}\n`,
    'preparation.json': `${JSON.stringify(prepared.preparation, null, 2)}\n`,
  };
  await writeTogether(flags.out, contents);
  process.stdout.write(flags.json ? `${JSON.stringify(toJson(prepared, flags.out))}\n` : describe(prepared, flags.out));
}

/** The folder may be there or not; what will be written into it must not replace anything but an earlier result. */
async function requireFolder(file: string, folder: string): Promise<void> {
  const there = await statOf(folder);
  if (there && !there.isDirectory()) {
    throw new CommandError(`${folder} is there already and is not a folder`, 'Choose another folder with --out.');
  }
  const source = await statOf(file);
  for (const name of OUTPUTS) {
    const target = await statOf(join(folder, name));
    if (!target) continue;
    if (target.ino === source?.ino && target.dev === source.dev) {
      throw new CommandError(`${name} would replace the file that is read`, 'Choose another folder with --out.');
    }
    if (!target.isFile()) {
      throw new CommandError(`${join(folder, name)} is in the way: it is no file`, 'Choose another folder with --out.');
    }
  }
}

/** What lies at a path, or undefined when there is nothing or nothing that may be looked at. */
const statOf = (path: string): Promise<Stats | undefined> => stat(path).catch(() => undefined);

function toJson({ preparation }: PreparedDataset, folder: string) {
  const { checks, dataset, estimate, examples, labels, removed, tokens, train, validation } = preparation;
  return {
    schema: 'labelsmith.prepare.v1',
    dataset,
    examples,
    labels,
    removed,
    train: { rows: train.rows, path: resolve(folder, 'train.jsonl') },
    validation: { rows: validation.rows, path: resolve(folder, 'validation.jsonl') },
    tokens,
    estimate,
    checks,
  };
}

function describe({ preparation, train, validation }: PreparedDataset, folder: string): string {
  const style = styleFor(process.stdout, process.env);
  const report = reportPreparation(preparation, countTextLengths([train, validation]), style);
  return `${[...report, '', `Written to ${folder}: ${OUTPUTS.join(', ')}`].join('\n')}\n`;
}
