import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** How long a secret's value is used before it is read again: a new value is in force everywhere after this. */
const TTL_MS = 60_000;

/** A secret's value, read where it lies and kept for a while. It is never logged. */
export interface SecretValue {
  read(): Promise<string>;
  /** Says that the value is not valid (any more): the next reading asks again. */
  forget(): void;
}

/** Reads one secret from Secrets Manager and keeps it for a minute. */
export function cachedSecret(client: SecretsManagerClient, SecretId: string): SecretValue {
  let cached: { value: Promise<string>; until: number } | undefined;
  const ask = async () => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '';
  return {
    read() {
      const now = Date.now();
      if (!cached || now >= cached.until) {
        const value = ask();
        cached = { value, until: now + TTL_MS };
        // A failed read is not kept: the next request tries again.
        value.catch(() => {
          cached = undefined;
        });
      }
      return cached.value;
    },
    forget() {
      cached = undefined;
    },
  };
}
