// The small form of zod, and nothing else of the contract: the authorizer starts before every request that it is asked about.
import * as z from 'zod/mini';

/**
 * How long a token that was taken out of the secret can still be let in: 55 s, which leaves 5 of a minute for the answers
 * under way. The authorizer uses the secret for the first time, and the gateway the authorizer's last answer for the second.
 */
export const ACCESS_TOKENS_TTL_SECONDS = 10;
export const AUTHORIZATION_TTL_SECONDS = 45;

/** 16 letters and digits are 95 bits. */
export const LEAST_TOKEN_LENGTH = 16;

/** A name that is not one of these is refused: a misspelt `expiresAt` would make a token that never ends. */
export const accessToken = z.strictObject({
  /** Who or what uses the token; it appears in the registry's history. */
  name: z.string().check(z.minLength(1)),
  token: z.string().check(z.minLength(LEAST_TOKEN_LENGTH)),
  scopes: z.array(z.enum(['classify', 'read', 'manage'])),
  /** From this time on nobody is let in by it, e.g. `2027-01-31T00:00:00Z`. @default never */
  expiresAt: z.optional(z.iso.datetime({ offset: true })),
});
export type AccessToken = z.infer<typeof accessToken>;

/** The secret that holds the API's tokens: the one that was generated, or a list. Each is looked at by itself, see `accessToken`. */
export const accessTokensSecret = z.union([
  z.pipe(
    z.object({ tokens: z.array(z.unknown()) }),
    z.transform((secret) => secret.tokens),
  ),
  z.pipe(
    z.looseObject({ token: z.unknown().check(z.refine((token) => token !== undefined)) }),
    z.transform((secret): unknown[] => [secret]),
  ),
]);

/** What the authorizer passes on to the functions behind it. */
export const authorizedCaller = z.object({ name: z.string() });

/** What the authorizer is told by its environment: where the secret of the tokens is. */
export const accessTokensEnvironment = z.object({
  ACCESS_TOKENS_SECRET_ARN: z.string().check(z.startsWith('arn:')),
});
