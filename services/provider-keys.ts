import type { ProviderEnvironment } from '../core/contract/environment.ts';
import { LabelsmithError } from '../core/errors.ts';
import type { ProviderChoice } from '../core/tuning/provider.ts';
import { withoutSlash } from '../core/tuning/provider-choice.ts';
import { signedSecret } from './aws/signed-secret.ts';
import { cachedSecret, type SecretValue } from './secret-value.ts';

/** Tells the key for a host, which is undefined where there is none: the stack's key goes to the stack's own provider and nowhere else. */
export type KeyOf = (host: Pick<ProviderChoice, 'provider' | 'baseUrl'>) => SecretValue | undefined;

/** The stack's key for the stack's host, and none for every other. */
export function providerKeys(environment: ProviderEnvironment, readSecret = signedSecret): KeyOf {
  const name = environment.PROVIDER_KEY_SECRET;
  const key = name ? checkedKey(name, cachedSecret(readSecret(name))) : undefined;
  const ownUrl = withoutSlash(environment.PROVIDER_BASE_URL);
  return ({ provider, baseUrl }) =>
    provider === environment.PROVIDER && withoutSlash(baseUrl) === ownUrl ? key : undefined;
}

/** What Secrets Manager says when waiting does not help. */
const LASTING = ['ResourceNotFoundException', 'AccessDeniedException', 'DecryptionFailure', 'InvalidRequestException'];

/** @returns the key; its reading throws `KeyRefused` when a person must act, and `ProviderUnavailable` when it may come later */
function checkedKey(name: string, secret: SecretValue): SecretValue {
  const read = async (): Promise<string> => {
    const value = await secret.read().catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.name : 'Unknown';
      if (LASTING.includes(why)) throw refused(`cannot be read (${why})`, cause);
      const what = `the secret ${name}, which holds the provider's key, could not be read (${why})`;
      throw new LabelsmithError('ProviderUnavailable', what, 'Wait: it is tried again.', { cause });
    });
    if (value.trim() === '') throw refused('is empty');
    return value.trim();
  };
  const refused = (what: string, cause?: unknown) =>
    new LabelsmithError(
      'KeyRefused',
      `the secret ${name}, which is to hold the provider's API key, ${what}`,
      'Put the key into that secret of Secrets Manager as its whole value; it is in force within a minute.',
      { cause },
    );
  return { read, forget: secret.forget };
}
