import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { type AccessToken, accessTokens } from '../../core/contract/access-tokens.ts';
import { cachedSecret } from '../../services/secret-value.ts';
import { type Authorization, authorize } from './authorize.ts';
import { environment } from './environment.ts';

const { ACCESS_TOKENS_SECRET_ARN } = environment.parse(process.env);
const secret = cachedSecret(new SecretsManagerClient(), ACCESS_TOKENS_SECRET_ARN);

export async function handler(event: APIGatewayRequestAuthorizerEventV2): Promise<Authorization> {
  return authorize(readTokens(await secret.read()), event.headers?.['authorization'], event.routeKey);
}

/** @throws Error without a word of the secret, which a parser's own message would quote */
function readTokens(secretValue: string): AccessToken[] {
  try {
    return accessTokens.parse(JSON.parse(secretValue));
  } catch {
    throw new Error(
      'the secret of the access tokens is not {"name", "scopes", "token"}, nor {"tokens": [...]} of these',
    );
  }
}
