import { z } from 'zod';

const one = z.object({ token: z.string() });
const several = z.object({ tokens: z.array(one.or(z.string())).min(1) });

/** The first bearer token in a secret's value: `{"token": ...}` or `{"tokens": [...]}`; undefined for any other secret. */
export function firstToken(secret: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(secret);
  } catch {
    return undefined;
  }
  const single = one.safeParse(value);
  if (single.success) return single.data.token;
  const first = several.safeParse(value).data?.tokens[0];
  return typeof first === 'string' ? first : first?.token;
}
