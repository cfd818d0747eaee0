import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { CheckId, CheckSettings } from '../../core/contract/checks.ts';
import type { DatasetFormat } from '../../core/contract/names.ts';
import { type Settings, type SettingsInput, settings } from '../../core/contract/settings.ts';
import { CommandError } from '../command-error.ts';
import { WRONG_USAGE } from '../terminal/exit-codes.ts';
import { combine } from './check-flags.ts';

/** The flags of `prepare` that settings know too; those that were not given are missing. */
export interface SettingFlags {
  readonly format?: DatasetFormat;
  readonly limit?: number;
  readonly textColumn?: string;
  readonly labelColumn?: string;
  readonly splitColumn?: string;
  readonly encoding?: string;
  readonly folderLabels?: Settings['folderLabels'];
  readonly mergeLabels?: true;
  readonly mask?: true;
  readonly baseModel?: string;
  readonly epochs?: number;
  readonly check?: CheckSettings;
}

/**
 * What the settings of a file say.
 * @throws CommandError when it cannot be read, or holds anything that is not a setting
 */
export async function readSettingsFile(path: string): Promise<SettingsInput> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new CommandError(`${path} cannot be read (${cause.code})`, 'Name a settings.json with --settings.', {
      name: 'NotFound',
      cause,
    });
  });
  const invalid = (what: string) =>
    new CommandError(
      `${path}: ${what}`,
      'Correct the settings; what a setting may be is in the README, under Settings.',
      {
        name: 'InvalidSettings',
        exitCode: WRONG_USAGE,
      },
    );
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw invalid('it is no JSON document');
  }
  const parsed = settings.safeParse(given);
  if (!parsed.success) throw invalid(`not valid settings\n${z.prettifyError(parsed.error)}`);
  return z.record(z.string(), z.unknown()).parse(given);
}

/** The settings with what the flags say: a flag wins; checks are merged one by one. */
export function chooseSettings(flags: SettingFlags, given: SettingsInput = {}): Settings {
  const { check = {}, epochs, ...plain } = flags;
  return settings.parse({
    ...given,
    ...onlySettings(plain),
    ...(epochs !== undefined && { hyperparameters: { ...given.hyperparameters, n_epochs: epochs } }),
    checks: mergeChecks(given.checks ?? {}, check),
  });
}

/** What of the settings differs from the usual: what a classifier would have to be told for the same dataset. */
export function unusualSettings(chosen: Settings): Partial<Settings> {
  const usual = settings.parse({});
  const names = Object.keys(settings.shape) as (keyof Settings)[];
  const unusual = names.filter((name) => JSON.stringify(chosen[name]) !== JSON.stringify(usual[name]));
  return Object.fromEntries(unusual.map((name) => [name, chosen[name]]));
}

function onlySettings(flags: Omit<SettingFlags, 'check' | 'epochs'>): SettingsInput {
  const { baseModel, encoding, folderLabels, format, labelColumn, limit, mask, mergeLabels, splitColumn, textColumn } =
    flags;
  const named = {
    baseModel,
    encoding,
    folderLabels,
    format,
    labelColumn,
    limit,
    mask,
    mergeLabels,
    splitColumn,
    textColumn,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

function mergeChecks(given: CheckSettings, said: CheckSettings): CheckSettings {
  const merged: CheckSettings = { ...given };
  for (const id of Object.keys(said) as CheckId[]) {
    const setting = said[id];
    if (setting !== undefined) merged[id] = combine(given[id], setting);
  }
  return merged;
}
