import { createHash, timingSafeEqual } from 'node:crypto';
import type { AccessToken } from '../../core/contract/access-tokens.ts';
import { ROUTES, routeKey } from '../../core/contract/routes.ts';

export interface Authorization {
  readonly isAuthorized: boolean;
  readonly context: { readonly name: string };
}

const DENIED: Authorization = { isAuthorized: false, context: { name: '' } };

/** Whether a request's `Authorization` header holds a token that may use the route now. An unknown route is nobody's. */
export function authorize(
  tokens: readonly AccessToken[],
  header: string | undefined,
  key: string,
  now: Date,
): Authorization {
  const presented = /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1];
  const route = ROUTES.find((candidate) => routeKey(candidate) === key);
  if (!presented || !route?.scope) return DENIED;
  const digest = digestOf(presented);
  let allowed = DENIED;
  // Every token is compared, and digests have one length: the time taken tells nothing about any of them.
  for (const { name, token, scopes, expiresAt } of tokens) {
    const isThisOne = timingSafeEqual(digest, digestOf(token));
    if (isThisOne && scopes.includes(route.scope) && !hasEnded(expiresAt, now)) {
      allowed = { isAuthorized: true, context: { name } };
    }
  }
  return allowed;
}

const hasEnded = (expiresAt: string | undefined, now: Date) =>
  expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();

const digestOf = (text: string) => createHash('sha256').update(text).digest();
