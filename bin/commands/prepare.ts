import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { datasetFormat } from '../../core/contract/names.ts';
import type { Settings } from '../../core/contract/settings.ts';
import { type PreparedDataset, type PrepareOptions, prepareDataset } from '../../core/dataset/prepare.ts';
import { createFileScratch } from '../../services/file-scratch.ts';
import { measuringWorkers } from '../../services/threads/measuring-workers.ts';
import { parseCheckFlag } from '../prepare/check-flags.ts';
import { describeChecks } from '../prepare/check-guide.ts';
import { chooseSettings, readSettingsFile, type SettingFlags } from '../prepare/choose-settings.ts';
import { explainDiskFailure } from '../prepare/disk-failure.ts';
import { findInput, type InputFile, usualFolder } from '../prepare/input-file.ts';
import { onInterruption } from '../prepare/interruption.ts';
import { describeNextSteps, type PreparedFrom } from '../prepare/next-steps.ts';
import { OUTPUTS, OutputFolder } from '../prepare/output-folder.ts';
import { PreparationProgress } from '../prepare/preparation-progress.ts';
import { prepareDocument } from '../prepare/prepare-document.ts';
import { OWN_BASE_MODEL } from '../terminal/preparation/training-costs.ts';
import { reportPreparation } from '../terminal/preparation-report.ts';
import { styleFor } from '../terminal/style.ts';
import { terminalWidth } from '../terminal/terminal-width.ts';
import { wrapIndented } from '../terminal/wrap.ts';
import { wholeNumber } from './arguments.ts';

/** Threads that measure rows: more than this many wait for the one that reads. */
const MOST_THREADS = 4;
/** The bounds of OpenAI's fine-tuning API. */
const MOST_EPOCHS = 50;

interface PrepareFlags extends SettingFlags {
  readonly out?: string;
  readonly name?: string;
  readonly validation?: string;
  readonly settings?: string;
  readonly json?: true;
}

/** `labelsmith prepare`: what a run would do with a file, on this machine, without a server. */
export function prepareCommand(): Command {
  const command = new Command('prepare')
    .description(
      'check, clean and split one file of labelled texts, and write it as JSON Lines to train on; no server is needed',
    )
    .argument(
      '<file>',
      'csv, tsv, jsonl, ndjson, json, txt or xlsx, also gzipped; a zip or tar.gz of one folder of texts for each label; - for standard input',
    )
    .optionsGroup('Where to:')
    .option('--out <dir>', 'folder for the results (default: <file>-prepared, beside the file)')
    .option('--json', 'print one JSON document on stdout, and nothing else')
    .optionsGroup('How the file is read:')
    .option('--text-column <name>', 'column of the text; several, separated by commas, are joined')
    .option('--label-column <name>', 'column of the label')
    .option('--split-column <name>', 'column that says train or test; such rows are split as it says')
    .option('--validation <file>', 'your own test set: all of it is held out, and all of <file> trained on')
    .option('--limit <rows>', 'read only so many rows from the start', parseLimit)
    .option('--encoding <name>', 'character encoding, e.g. cp949 (default: detected)')
    .addOption(
      new Option(
        '--folder-labels <which>',
        'part of a dotted folder name in an archive that is the label (default: last-part)',
      ).choices(['last-part', 'whole']),
    )
    .option('--name <file>', "the file's name, where its own does not tell its format, e.g. rows.csv")
    .optionsGroup('What becomes of it:')
    .addOption(
      new Option(
        '--format <format>',
        'what rows are written as; completion is that of the old tool (default: chat)',
      ).choices(datasetFormat.options),
    )
    .option('--check <check=value>', 'off, report, remove or a number; may be repeated', parseCheckFlag)
    .option('--merge-labels', 'make one label of those that differ only in case, space or Unicode form')
    .option('--mask', 'write placeholders for personal data and secrets')
    .option('--settings <file>', "a classifier's settings.json; flags win over it")
    .optionsGroup('What training would cost:')
    .option('--base-model <name>', `the model to be tuned: its token limit and price (default: ${OWN_BASE_MODEL})`)
    .option('--epochs <n>', 'passes over the training file', wholeNumber(1, MOST_EPOCHS))
    .optionsGroup('Options:')
    .option('--help-checks', 'list the checks, and what may be said about each')
    .action(prepareFile);
  // While options are read, so that no file needs to be named.
  command.on('option:help-checks', () => {
    process.stdout.write(`${describeChecks(terminalWidth(process.stdout)).join('\n')}\n`);
    throw new CommanderError(0, 'labelsmith.helpChecks', '');
  });
  return command;
}

function parseLimit(value: string): number {
  const limit = Number(value);
  if (!Number.isSafeInteger(limit) || limit < 1) throw new InvalidArgumentError('It must be a whole number above 0.');
  return limit;
}

async function prepareFile(file: string, flags: PrepareFlags): Promise<void> {
  const given = flags.settings === undefined ? {} : await readSettingsFile(flags.settings);
  const settings = chooseSettings(flags, given);
  const source = await findInput(file, flags.name);
  // Settings name a file among the uploads, which are one folder.
  const beside = settings.validationFile && join(dirname(file), settings.validationFile);
  const own = flags.validation ?? beside;
  const validation = own === undefined ? undefined : await findInput(own);
  const path = flags.out ?? usualFolder(source);
  const prepared = await prepareInto(
    path,
    validation ? [source, validation] : [source],
    optionsOf(settings, validation),
  );
  if (flags.json) process.stdout.write(`${JSON.stringify(prepareDocument(prepared.preparation, path))}\n`);
  else process.stdout.write(`${describe(prepared, { settings, source, validation }, path).join('\n')}\n`);
}

/** What the settings say, in the form that preparation takes. */
function optionsOf(settings: Settings, validation: InputFile | undefined): PrepareOptions {
  const { baseModel, checks, encoding, folderLabels, format, hyperparameters, limit, mask, mergeLabels } = settings;
  const { labelColumn, provider, splitColumn, textColumn, validationFraction } = settings;
  const epochs = hyperparameters.n_epochs;
  // The embedded engine answers with any label; other models with one token.
  const own = provider === undefined ? (baseModel ?? OWN_BASE_MODEL) === OWN_BASE_MODEL : provider === 'embedded';
  return {
    format,
    validationFraction,
    answers: own ? 'labels' : 'auto',
    ...{ baseModel, checks, encoding, folderLabels, labelColumn, limit, mask, mergeLabels, splitColumn, textColumn },
    ...(typeof epochs === 'number' && { epochs }),
    validation,
  };
}

/** Prepares files into a folder: all of the outputs, or none. */
async function prepareInto(
  path: string,
  inputs: readonly [InputFile, ...InputFile[]],
  options: PrepareOptions,
): Promise<PreparedDataset> {
  const folder = openFolder(path, inputs);
  const scratch = createFileScratch(path);
  const progress = new PreparationProgress(process.stderr, inputs, Date.now);
  const tidy = () => {
    progress.done();
    scratch.removeAll();
    folder.tidy();
  };
  const interruption = onInterruption(tidy);
  try {
    const prepared = await prepareDataset(inputs[0], options, {
      scratch,
      measure: measuringWorkers(Math.min(availableParallelism(), MOST_THREADS)),
      onProgress: (news) => progress.update(news),
    });
    const places = {
      'train.jsonl': (target: string) => scratch.keep('train.jsonl', target),
      'validation.jsonl': (target: string) => scratch.keep('validation.jsonl', target),
      'dataset.json': await folder.write('dataset.json', toJson(prepared.dataset)),
      'preparation.json': await folder.write('preparation.json', toJson(prepared.preparation)),
    };
    interruption.hold();
    await folder.publish(places);
    await prepared.close();
    return prepared;
  } catch (error) {
    throw explainDiskFailure(error, { folder: path, inputs, free: folder.free });
  } finally {
    tidy();
    interruption.release();
  }
}

function openFolder(path: string, inputs: readonly [InputFile, ...InputFile[]]): OutputFolder {
  try {
    return OutputFolder.open(path, inputs);
  } catch (error) {
    throw explainDiskFailure(error, { folder: path, inputs });
  }
}

const toJson = (artefact: unknown) => `${JSON.stringify(artefact, null, 2)}\n`;

function describe({ dataset, preparation }: PreparedDataset, from: PreparedFrom, path: string): string[] {
  const style = styleFor(process.stdout, process.env);
  const width = terminalWidth(process.stdout);
  const report = reportPreparation(preparation, dataset, {
    style,
    width,
    baseModel: from.settings.baseModel ?? OWN_BASE_MODEL,
  });
  return [
    ...report,
    '',
    style.bold('Written'),
    ...wrapIndented(`${join(path, '/')}: ${OUTPUTS.join(', ')}`, width, 2),
    '',
    style.bold('Next: train on it'),
    ...describeNextSteps(from, width),
  ];
}
