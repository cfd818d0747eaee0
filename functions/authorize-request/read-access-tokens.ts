import type { core } from 'zod/mini';
import {
  type AccessToken,
  accessToken,
  accessTokensSecret,
  LEAST_TOKEN_LENGTH,
} from '../../core/contract/access-tokens.ts';

export interface ReadAccessTokens {
  readonly tokens: readonly AccessToken[];
  /** A sentence for each token that cannot be used: which one, what is wrong, and what to do. Never a token. */
  readonly faults: readonly string[];
}

/**
 * Reads the secret of the access tokens. A token that cannot be used is left out, and the others stay.
 * @throws Error without a word of the secret, which a parser's own message would quote, when it is no secret of tokens
 */
export function readAccessTokens(secretValue: string): ReadAccessTokens {
  const tokens: AccessToken[] = [];
  const faults: string[] = [];
  for (const [index, candidate] of candidatesIn(secretValue).entries()) {
    const read = accessToken.safeParse(candidate);
    if (read.success) tokens.push(read.data);
    else faults.push(describeFault(index + 1, candidate, read.error));
  }
  return { tokens, faults };
}

function candidatesIn(secretValue: string): unknown[] {
  try {
    return accessTokensSecret.parse(JSON.parse(secretValue));
  } catch {
    throw new Error(
      'the secret of the access tokens is not {"name", "scopes", "token"}, nor {"tokens": [...]} of these: correct its value in Secrets Manager',
    );
  }
}

/** What each field is expected to be. */
const EXPECTED: Readonly<Record<string, string>> = {
  name: '"name" is not a text',
  token: `"token" is not a text of ${LEAST_TOKEN_LENGTH} characters or more`,
  scopes: '"scopes" is not a list of "classify", "read" and "manage"',
  expiresAt: '"expiresAt" is not a time with its zone, like "2027-01-31T00:00:00Z"',
};
const OTHER_FORM = 'it is not an object of "name", "token", "scopes" and, if need be, "expiresAt" alone';

function describeFault(position: number, candidate: unknown, { issues }: core.$ZodError): string {
  const wrong = new Set(issues.map(({ path }) => EXPECTED[String(path[0])] ?? OTHER_FORM));
  const name: unknown = Object(candidate).name;
  // A person may have put the token where the name belongs: what is as long as one is not told.
  const named = typeof name === 'string' && name.length < LEAST_TOKEN_LENGTH ? ` (${JSON.stringify(name)})` : '';
  return `access token ${position}${named} is not in force: ${[...wrong].join('; ')}. Correct it in the secret of the access tokens.`;
}
