import type { ApiAccess } from '../core/contract/api-access.ts';
import type { Throttle } from './classifier-api.ts';

/** Names of the CDK's context, as after `-c`, that shape the HTTP API. */
type Name = 'auth' | 'jwtIssuer' | 'jwtAudience' | 'jwtScopePrefix' | 'throttleRate' | 'throttleBurst';

/**
 * Who may call the HTTP API, and how often, by the CDK's context: `auth` is `token`, `iam` or `jwt`, the last with
 * `jwtIssuer`, `jwtAudience` (several with commas between them) and, if wanted, `jwtScopePrefix`.
 * @param contextOf a value of the context; undefined where it is not given
 * @throws Error that names the value and says what was expected
 */
export function apiContext(contextOf: (name: Name) => unknown): { access: ApiAccess; throttle: Throttle } {
  const told = (name: Name) => String(contextOf(name) ?? '').trim();
  return { access: accessOf(told), throttle: throttleOf(told) };
}

function accessOf(told: (name: Name) => string): ApiAccess {
  const auth = told('auth') || 'token';
  if (auth === 'jwt') return jwtOf(told);
  for (const name of ['jwtIssuer', 'jwtAudience', 'jwtScopePrefix'] as const) {
    if (told(name)) throw new Error(`-c ${name} is only of use with -c auth=jwt; auth is ${auth}.`);
  }
  if (auth === 'token' || auth === 'iam') return { auth };
  throw new Error(`-c auth=${auth} is not known; it is token, iam or jwt.`);
}

function jwtOf(told: (name: Name) => string): ApiAccess {
  const issuer = told('jwtIssuer');
  if (!issuer.startsWith('https://') || !URL.canParse(issuer)) {
    throw new Error(
      `-c auth=jwt needs -c jwtIssuer=https://..., as in the "iss" of the tokens; it is ${issuer || 'missing'}.`,
    );
  }
  const audience = told('jwtAudience')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (audience.length === 0) {
    throw new Error('-c auth=jwt needs -c jwtAudience=..., the "aud" or "client_id" of the tokens; it is missing.');
  }
  return { auth: 'jwt', issuer, audience, scopePrefix: told('jwtScopePrefix') };
}

function throttleOf(told: (name: Name) => string): Throttle {
  const number = (name: Name) => {
    const value = told(name);
    if (value === '') return undefined;
    if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
    throw new Error(`-c ${name}=${value} is no number of requests; it is a whole number of at least 1.`);
  };
  const [rate, burst] = [number('throttleRate'), number('throttleBurst')];
  return { ...(rate !== undefined && { rate }), ...(burst !== undefined && { burst }) };
}
