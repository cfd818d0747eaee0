import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** How long a secret's value is used before it is read again: a new value is in force everywhere after this. */
const TTL_MS = 60_000;

/** Reads one secret from Secrets Manager and keeps it for a minute. The value is never logged. */
export function cachedSecret(client: SecretsManagerClient, SecretId: string): () => Promise<string> {
  let cached: { value: Promise<string>; until: number } | undefined;
  const read = async () => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '';
  return () => {
    const now = Date.now();
    if (!cached || now >= cached.until) {
      const value = read();
      cached = { value, until: now + TTL_MS };
      // A failed read is not kept: the next request tries again.
      value.catch(() => {
        cached = undefined;
      });
    }
    return cached.value;
  };
}
