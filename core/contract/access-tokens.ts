import { z } from 'zod';

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
  name: z.string().min(1),
  token: z.string().min(LEAST_TOKEN_LENGTH),
  scopes: z.array(z.enum(['classify', 'read', 'manage'])),
  /** From this time on nobody is let in by it, e.g. `2027-01-31T00:00:00Z`. @default never */
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});
export type AccessToken = z.infer<typeof accessToken>;

/** The secret that holds the API's tokens: the one that was generated, or a list. Each is looked at by itself, see `accessToken`. */
export const accessTokensSecret = z.union([
  z.object({ tokens: z.array(z.unknown()) }).transform((secret) => secret.tokens),
  z
    .looseObject({ token: z.unknown().refine((token) => token !== undefined) })
    .transform((secret): unknown[] => [secret]),
]);

/** What the authorizer passes on to the functions behind it. */
export const authorizedCaller = z.object({ name: z.string() });
