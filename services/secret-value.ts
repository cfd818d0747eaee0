/** How long a secret's value is used before it is read again, where nothing else is said. */
const TTL_MS = 60_000;

/** A secret's value, read where it lies and kept for a while. It is never logged. */
export interface SecretValue {
  read(): Promise<string>;
  /** Says that the value is not valid (any more): the next reading asks again. */
  forget(): void;
}

export interface CachedSecretOptions {
  /** A new value is in force after this long. @default a minute */
  readonly ttlMs?: number;
  /** In milliseconds. @default the system's clock */
  readonly now?: () => number;
}

/** A secret that is asked for with `ask` and kept for a while. */
export function cachedSecret(
  ask: () => Promise<string>,
  { ttlMs = TTL_MS, now = () => Date.now() }: CachedSecretOptions = {},
): SecretValue {
  let cached: { value: Promise<string>; until: number } | undefined;
  return {
    read() {
      const asked = now();
      if (!cached || asked >= cached.until) {
        const value = ask();
        cached = { value, until: asked + ttlMs };
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
