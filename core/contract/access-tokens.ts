import { z } from 'zod';

export const accessToken = z.object({
  /** Who or what uses the token; it appears in the registry's history. */
  name: z.string().min(1),
  token: z.string().min(16),
  scopes: z.array(z.enum(['classify', 'read', 'manage'])),
});

/** The secret that holds the API's tokens: the one that was generated, or a list of several. */
export const accessTokens = z.union([
  z.object({ tokens: z.array(accessToken) }).transform((value) => value.tokens),
  accessToken.transform((value) => [value]),
]);
export type AccessToken = z.infer<typeof accessToken>;

/** What the authorizer passes on to the functions behind it. */
export const authorizedCaller = z.object({ name: z.string() });
