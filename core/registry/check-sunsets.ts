import { readArtefact, requireArtefact, writeArtefact } from '../artefact.ts';
import type { Clock } from '../clock.ts';
import { sunsetKey, versionKey } from '../contract/keys.ts';
import { priceOf } from '../contract/prices.ts';
import { type Version, version as versionSchema } from '../contract/registry.ts';
import { SUNSET_ALARM_DAYS, SUNSET_WARNING_DAYS, type Sunset, sunset as sunsetSchema } from '../contract/sunset.ts';
import { isLabelsmithError } from '../errors.ts';
import type { Store } from '../store.ts';
import type { Providers } from '../tuning/provider.ts';
import { askVersion, REFUSALS } from './ask-version.ts';
import { readChampion } from './champion.ts';
import { classifierNames } from './classifier-names.ts';
import { takeBackIfTooLate } from './written-too-late.ts';

export interface SunsetContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly providers: Providers;
}

/** What could not be looked up, and why. */
export interface SunsetFailure {
  readonly classifier: string;
  readonly error: unknown;
}

const DAY_MS = 86_400_000;

/**
 * Looks at the version in service of every classifier: when its base model goes out of service, and whether it answers.
 * What was found is written to `sunset.json` and returned. One classifier that cannot be looked at does not keep the
 * others from it.
 */
export async function checkSunsets(context: SunsetContext): Promise<{ found: Sunset[]; failures: SunsetFailure[] }> {
  const found: Sunset[] = [];
  const failures: SunsetFailure[] = [];
  for (const classifier of await classifierNames(context.store)) {
    try {
      const champion = await readChampion(context.store, classifier);
      if (!champion) continue;
      const key = versionKey(classifier, champion.value.version);
      const sunset = await lookUp(context, await requireArtefact(context.store, key, versionSchema));
      await writeArtefact(context.store, sunsetKey(classifier), sunsetSchema, sunset);
      if (await takeBackIfTooLate(context.store, classifier, sunsetKey(classifier))) continue;
      found.push(sunset);
    } catch (error) {
      failures.push({ classifier, error });
    }
  }
  return { found, failures };
}

/** What was last found out about the version in service; undefined before the first look, and after a change of version. */
export async function readSunset(store: Store, classifier: string, version: number): Promise<Sunset | undefined> {
  const found = await readArtefact(store, sunsetKey(classifier), sunsetSchema);
  return found?.value.version === version ? found.value : undefined;
}

async function lookUp(context: SunsetContext, version: Version): Promise<Sunset> {
  const { classifier, provider, baseModel } = version;
  const [shutdownDate, answers] = await Promise.all([shutdownOf(context, version), doesAnswer(context, version)]);
  const now = context.clock();
  const daysLeft = shutdownDate === null ? null : Math.floor((Date.parse(shutdownDate) - now.getTime()) / DAY_MS);
  const level = levelOf(daysLeft, answers);
  return {
    schema: 'labelsmith.sunset.v1',
    classifier,
    version: version.version,
    provider,
    baseModel,
    checkedAt: now.toISOString(),
    shutdownDate,
    daysLeft,
    answers,
    level,
    command: level === 'fine' ? null : retraining(version),
  };
}

function levelOf(daysLeft: number | null, answers: boolean | null): Sunset['level'] {
  if (answers === false || (daysLeft !== null && daysLeft < SUNSET_ALARM_DAYS)) return 'alarm';
  return daysLeft !== null && daysLeft < SUNSET_WARNING_DAYS ? 'warning' : 'fine';
}

/** The first day on which the base model or the tuned one is out of service, by the provider's word, else by our list. */
async function shutdownOf({ providers }: SunsetContext, version: Version): Promise<string | null> {
  const told = async (model: string): Promise<string | null> => {
    try {
      const provider = await providers.training({ provider: version.provider, baseUrl: version.baseUrl ?? '' });
      return (await provider.model(model))?.shutdownDate ?? null;
    } catch (error) {
      // Whether the model answers is asked besides; here it is enough that nobody tells a date.
      if (isLabelsmithError(error, 'ProviderUnavailable', ...REFUSALS)) return null;
      throw error;
    }
  };
  const price = priceOf(version.baseModel);
  const listed = price?.provider === version.provider ? price.shutdown : null;
  const dates = [await told(version.baseModel), await told(version.model), listed];
  return dates.filter((date) => date !== null).sort()[0] ?? null;
}

/** Whether the version answers; null when its host does not say anything at all just now. */
async function doesAnswer({ providers }: SunsetContext, version: Version): Promise<boolean | null> {
  try {
    await askVersion(providers, version);
    return true;
  } catch (error) {
    if (isLabelsmithError(error, 'ProviderUnavailable')) return null;
    if (isLabelsmithError(error, ...REFUSALS)) return false;
    throw error;
  }
}

/** What to type to have the classifier on a model that stays; settings that only fit the other provider are taken out. */
function retraining({ classifier, provider, run }: Version): string {
  if (provider === 'embedded') return `labelsmith rerun ${run} --force`;
  return `labelsmith settings ${classifier} provider=embedded baseModel= baseUrl= && labelsmith rerun ${run}`;
}
