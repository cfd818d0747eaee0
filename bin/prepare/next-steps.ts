import { priceOf } from '../../core/contract/prices.ts';
import type { Settings } from '../../core/contract/settings.ts';
import { commandLine } from '../invocation.ts';
import { writeAssignments } from '../settings/assignments.ts';
import { wrapCommand, wrapIndented } from '../terminal/wrap.ts';
import { unusualSettings } from './choose-settings.ts';
import { type InputFile, stemOf } from './input-file.ts';

/** Names of a file's halves that are no part of what it is about. */
const HALVES = /[-_. ]?(train|training|test|valid|validation|dev|data|prepared)$/i;
/** The longest name that a classifier may have. */
const LONGEST_NAME = 48;

/** A classifier's name for a file: `SMS Spam.train.jsonl` gives `sms-spam`. */
export function suggestClassifier(file: string): string {
  const stem = stemOf(file).replace(HALVES, '').normalize('NFKD').toLowerCase();
  const name = stem
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '');
  return name.slice(0, LONGEST_NAME).replace(/-+$/, '') || 'texts';
}

/** What was prepared, and how. */
export interface PreparedFrom {
  readonly source: InputFile;
  /** The user's own test set. */
  readonly validation: InputFile | undefined;
  readonly settings: Settings;
}

/** What to type next, as lines: how the same dataset is trained on. */
export function describeNextSteps({ settings, source, validation }: PreparedFrom, width: number): string[] {
  const classifier = suggestClassifier(source.name);
  const command = (...words: string[]) => wrapCommand(commandLine(...words), width, 2);
  const pathOf = ({ path, stats }: InputFile) => (stats ? path : 'FILE');
  const upload = (file: InputFile) => command('upload', pathOf(file), '--classifier', classifier);
  const needed = settingsToGive(settings, validation);
  if (Object.keys(needed).length === 0) {
    return [
      ...upload(source),
      '  or, where Labelsmith does not run yet:',
      ...command('start', '--data', pathOf(source), '--classifier', classifier),
    ];
  }
  return [
    ...wrapIndented('First give the classifier these settings, for the same dataset:', width, 2),
    ...command('settings', classifier, ...writeAssignments(needed)),
    ...(validation ? upload(validation) : []),
    ...upload(source),
  ];
}

/** What differs from the usual, and so has to be told to the classifier as well. */
function settingsToGive(settings: Settings, validation: InputFile | undefined): Partial<Settings> {
  const provider = settings.provider ?? priceOf(settings.baseModel ?? '')?.provider;
  return {
    ...(provider && provider !== 'embedded' && { provider }),
    ...unusualSettings(settings),
    ...(validation && { validationFile: validation.name }),
  };
}
