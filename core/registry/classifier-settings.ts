import { describeIssues, writeArtefact } from '../artefact.ts';
import { settingsKey } from '../contract/keys.ts';
import { type Settings, settings as settingsSchema } from '../contract/settings.ts';
import { ENCODINGS, findEncoding } from '../dataset/reading/encodings.ts';
import { LabelsmithError } from '../errors.ts';
import { hashOf } from '../hash.ts';
import { takeBackIfTooLate } from '../registry/written-too-late.ts';
import { readText, type Store } from '../store.ts';
import type { ProviderChoice } from '../tuning/provider.ts';

/**
 * The classifier's settings with every default filled in.
 * @throws LabelsmithError `InvalidSettings` naming the field, when the file cannot be used
 */
export async function readSettings(store: Store, classifier: string): Promise<Settings> {
  const key = settingsKey(classifier);
  const text = await readText(store, key);
  if (text === undefined) return settingsSchema.parse({});
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new LabelsmithError(
      'InvalidSettings',
      `${key} is not JSON`,
      'Correct the file, or remove it to use defaults.',
    );
  }
  return parseSettings(json, key);
}

/**
 * Replaces the classifier's settings; they may be the first thing there is of it.
 * @throws LabelsmithError `Conflict` while the classifier is being deleted
 */
export async function writeSettings(store: Store, classifier: string, settings: Settings): Promise<void> {
  const key = settingsKey(classifier);
  await writeArtefact(store, key, settingsSchema, settings);
  const tooLate = await takeBackIfTooLate(store, classifier, key, { mayComeFirst: true });
  if (tooLate) throw tooLate;
}

/** @throws LabelsmithError `InvalidSettings` naming the field */
export function parseSettings(json: unknown, name: string): Settings {
  const parsed = settingsSchema.safeParse(json);
  if (parsed.success) return withKnownEncoding(parsed.data, name);
  throw new LabelsmithError(
    'InvalidSettings',
    `${name} cannot be used: ${describeIssues(parsed.error)}`,
    'Correct the field, or leave it out to use its default.',
  );
}

/** Which encodings can be read is the readers' matter, and too much for whoever needs no more than the settings' form. */
function withKnownEncoding(settings: Settings, name: string): Settings {
  if (settings.encoding === undefined || findEncoding(settings.encoding)) return settings;
  throw new LabelsmithError(
    'InvalidSettings',
    `${name} cannot be used: encoding: it is not one that can be read`,
    `Name one of ${ENCODINGS.map((known) => known.name).join(', ')}, or none: then it is detected.`,
  );
}

/** Names the settings: two runs with equal hashes were told the same. */
export const settingsHash = (settings: Settings) => hashOf(settings, 16);

/** Names the settings that shape a model besides its dataset: with equal ones, training again gives the same model. */
export const trainingSettingsHash = ({ hyperparameters, seed }: Settings, choice: ProviderChoice) =>
  hashOf({ ...choice, hyperparameters, seed }, 16);
