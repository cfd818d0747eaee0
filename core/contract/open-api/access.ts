import type { ApiAccess } from '../api-access.ts';
import type { Route } from '../routes.ts';
import type { Json } from './json.ts';

/** How the API is guarded, in OpenAPI's terms. */
export interface DescribedAccess {
  /** One sentence about what requests carry. */
  readonly sentence: string;
  readonly securitySchemes: Json;
  /** What a request to the route must carry; nothing for an open one. */
  readonly securityOf: (route: Route) => readonly Json[];
  /** Which statuses the gateway refuses callers of a guarded route with, by itself. */
  readonly refusals: readonly (401 | 403)[];
}

/** Describes the access that the stack is configured with. */
export function describeAccess(access: ApiAccess): DescribedAccess {
  if (access.auth === 'iam') {
    return described('iam', SIGNATURE, [403], () => [], SENTENCES.iam);
  }
  if (access.auth === 'jwt') {
    const openIdConnectUrl = `${access.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const scheme = { type: 'openIdConnect', openIdConnectUrl };
    return described('jwt', scheme, [401, 403], (scope) => [`${access.scopePrefix}${scope}`], SENTENCES.jwt);
  }
  return described('token', { type: 'http', scheme: 'bearer' }, [401, 403], (scope) => [scope], SENTENCES.token);
}

const SENTENCES = {
  token: 'Requests carry a bearer token with the scope that the operation names',
  iam: 'Requests are signed by somebody whose policies allow execute-api:Invoke on the route',
  jwt: 'Requests carry a JSON web token of the issuer, as a bearer token, with the scope that the operation names',
} as const;

/** OpenAPI has no word for AWS's signatures; this is how API Gateway itself describes them. */
const SIGNATURE = {
  type: 'apiKey',
  in: 'header',
  name: 'Authorization',
  description: 'AWS Signature Version 4, for the service execute-api',
  'x-amazon-apigateway-authtype': 'awsSigv4',
};

function described(
  name: ApiAccess['auth'],
  scheme: Json,
  refusals: DescribedAccess['refusals'],
  scopesOf: (scope: string) => readonly string[],
  sentence: string,
): DescribedAccess {
  return {
    sentence,
    securitySchemes: { [name]: scheme },
    securityOf: ({ scope }) => (scope === null ? [] : [{ [name]: scopesOf(scope) }]),
    refusals,
  };
}
