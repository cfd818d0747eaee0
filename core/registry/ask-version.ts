import type { Version } from '../contract/registry.ts';
import { isLabelsmithError, LabelsmithError } from '../errors.ts';
import { predictText } from '../prediction/predict-text.ts';
import type { Providers } from '../tuning/provider.ts';

/** Names of errors by which a provider lets nobody ask: no key, a wrong one, or no such model. */
export const REFUSALS = ['ProviderRefused', 'KeyRefused', 'InvalidSettings', 'BrokenArtefact'] as const;

/** What a model is asked, to see whether it answers: any text will do. */
export const NEUTRAL_TEXT = 'hello';

/** What the domain reaches models through that are asked. */
export type Asking = Pick<Providers, 'prediction'>;

/**
 * Asks a version's model for a neutral text, as an application would.
 * @returns whether it answered with one of its labels: a model that does not is no classifier (any more)
 * @throws LabelsmithError what its provider throws when it does not answer
 */
export async function askVersion(providers: Asking, version: Version): Promise<boolean> {
  const host = await providers.prediction({ provider: version.provider, baseUrl: version.baseUrl ?? '' });
  return (await predictText(host, version, NEUTRAL_TEXT)).abstainedBecause !== 'outside-labels';
}

/**
 * Proves by a live call that a version can be put back into service.
 * @throws LabelsmithError `ProviderUnavailable` when its provider does not answer just now, `Conflict` when it refuses to,
 * or answers with what is no label
 */
export async function requireAnswer(providers: Asking, version: Version): Promise<void> {
  const { classifier, version: number } = version;
  let isLabel: boolean;
  try {
    isLabel = await askVersion(providers, version);
  } catch (error) {
    if (isLabelsmithError(error, 'ProviderUnavailable')) {
      throw new LabelsmithError(
        'ProviderUnavailable',
        `version ${number} of ${classifier} does not answer just now, so it was not put back into service`,
        `Try again in a moment, or put another version into service: labelsmith promote ${classifier} N`,
        { cause: error },
      );
    }
    if (!isLabelsmithError(error, ...REFUSALS)) throw error;
    throw new LabelsmithError(
      'Conflict',
      `version ${number} of ${classifier} no longer answers, so it was not put back into service`,
      `Put another version into service: labelsmith promote ${classifier} N - or have its provider let it answer again.`,
      { cause: error },
    );
  }
  if (isLabel) return;
  throw new LabelsmithError(
    'Conflict',
    `version ${number} of ${classifier} answers with none of its labels, so it was not put back into service`,
    `Put a version into service by its number, which asks nothing: labelsmith promote ${classifier} N`,
  );
}
