import { CfnOutput, Duration } from 'aws-cdk-lib';
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  HttpIamAuthorizer,
  HttpJwtAuthorizer,
  HttpLambdaAuthorizer,
  HttpLambdaResponseType,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { Construct } from 'constructs';
import { AUTHORIZATION_TTL_SECONDS } from '../core/contract/access-tokens.ts';
import type { ApiAccess } from '../core/contract/api-access.ts';
import type { Scope } from '../core/contract/routes.ts';
import { AccessTokens } from './access-tokens.ts';
import { BundledFunction, seconds } from './bundled-function.ts';

/** How routes are guarded: who is asked, and what a JSON web token must carry for a scope. */
export interface RouteGuard {
  readonly access: ApiAccess;
  readonly authorizer: IHttpRouteAuthorizer;
  /** Undefined where it is not the gateway that looks at scopes. */
  readonly scopesOf: (scope: Scope) => string[] | undefined;
}

/** Makes what guards the API's routes, in the stack; tokens and the function that reads them where they are asked for. */
export function createRouteGuard(stack: Construct, access: ApiAccess): RouteGuard {
  if (access.auth === 'iam') return { access, authorizer: new HttpIamAuthorizer(), scopesOf: () => undefined };
  if (access.auth === 'jwt') {
    const { issuer, audience, scopePrefix } = access;
    const authorizer = new HttpJwtAuthorizer('Jwt', issuer, { jwtAudience: [...audience] });
    return { access, authorizer, scopesOf: (scope) => [`${scopePrefix}${scope}`] };
  }
  const tokens = new AccessTokens(stack, 'AccessTokens');
  const authorizeRequest = new BundledFunction(stack, 'AuthorizeRequest', {
    name: 'authorize-request',
    description: 'Says whether a bearer token may use a route',
    timeout: seconds(10),
  });
  tokens.grantRead(authorizeRequest);
  new CfnOutput(stack, 'AccessTokensSecret', { value: tokens.secret.secretName });
  const authorizer = new HttpLambdaAuthorizer('Tokens', authorizeRequest, {
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    // The route belongs to the cache's key: with the token alone, what is allowed once would be allowed everywhere.
    identitySource: ['$request.header.Authorization', '$context.routeKey'],
    resultsCacheTtl: Duration.seconds(AUTHORIZATION_TTL_SECONDS),
  });
  return { access, authorizer, scopesOf: () => undefined };
}
