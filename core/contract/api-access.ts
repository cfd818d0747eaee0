import { z } from 'zod';

/** Who says whether a caller may use a route of the HTTP API. */
const apiAccess = z.discriminatedUnion('auth', [
  /** A function of the stack, by bearer tokens in a secret of the stack. */
  z.strictObject({ auth: z.literal('token') }),
  /** IAM: requests are signed, and policies allow `execute-api:Invoke` on routes. */
  z.strictObject({ auth: z.literal('iam') }),
  /** The gateway, by JSON web tokens of this issuer. */
  z.strictObject({
    auth: z.literal('jwt'),
    /** `https://...`, as in the tokens' `iss`. */
    issuer: z.string(),
    /** Of which a token's `aud` or `client_id` must be one. */
    audience: z.array(z.string()).readonly(),
    /** Stands before the scope of a route in the tokens' scopes, e.g. `labelsmith/`. */
    scopePrefix: z.string(),
  }),
]);
export type ApiAccess = z.infer<typeof apiAccess>;

/** What the function that describes the API is told of it: an {@link ApiAccess} as JSON. */
export const accessEnvironment = z.object({
  API_ACCESS: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(apiAccess),
});
