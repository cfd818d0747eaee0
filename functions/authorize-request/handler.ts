import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { accessTokens } from '../../core/contract/access-tokens.ts';
import { cachedSecret } from '../../services/secret-value.ts';
import { type Authorization, authorize } from './authorize.ts';
import { environment } from './environment.ts';

const { ACCESS_TOKENS_SECRET_ARN } = environment.parse(process.env);
const secret = cachedSecret(new SecretsManagerClient(), ACCESS_TOKENS_SECRET_ARN);

export async function handler(event: APIGatewayRequestAuthorizerEventV2): Promise<Authorization> {
  const tokens = accessTokens.parse(JSON.parse(await secret()));
  return authorize(tokens, event.headers?.['authorization'], event.routeKey);
}
