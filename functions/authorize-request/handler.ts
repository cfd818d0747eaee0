import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { ACCESS_TOKENS_TTL_SECONDS, type AccessToken } from '../../core/contract/access-tokens.ts';
import { signedSecret } from '../../services/aws/signed-secret.ts';
import { cachedSecret } from '../../services/secret-value.ts';
import { type Authorization, authorize } from './authorize.ts';
import { environment } from './environment.ts';
import { readAccessTokens } from './read-access-tokens.ts';

const { ACCESS_TOKENS_SECRET_ARN } = environment.parse(process.env);
const secret = cachedSecret(signedSecret(ACCESS_TOKENS_SECRET_ARN), {
  ttlMs: ACCESS_TOKENS_TTL_SECONDS * 1000,
});
let known: { value: string; tokens: readonly AccessToken[] } | undefined;

export async function handler(event: APIGatewayRequestAuthorizerEventV2): Promise<Authorization> {
  return authorize(await tokensOf(await secret.read()), event.headers?.['authorization'], event.routeKey, new Date());
}

/** A value is read, and its faults are told to the log, once for as long as it stays the same. */
async function tokensOf(value: string): Promise<readonly AccessToken[]> {
  if (known?.value === value) return known.tokens;
  const { tokens, faults } = readAccessTokens(value);
  known = { value, tokens };
  if (faults.length > 0) await tellFaults(faults);
  return tokens;
}

/** The log is loaded when there is something to tell: every request waits for this function's start. */
async function tellFaults(faults: readonly string[]): Promise<void> {
  const { createServiceLog } = await import('../../services/service-log.ts');
  createServiceLog().warn('access tokens are not in force', { faults });
}
