import { z } from 'zod';
import type { MayInvoke } from './permissions.ts';
import type { ResolvedStack } from './resolved-stack.ts';

export interface AuthorizerView {
  readonly arn: string;
  readonly functionArn: string;
  /** E.g. `$request.header.Authorization`, `$context.routeKey`. */
  readonly identitySources: readonly string[];
  /** 0: answers are not kept. */
  readonly ttlSeconds: number;
}

export interface RouteView {
  /** `GET /v1/runs/{run}`, `ANY /{proxy+}` or `$default`. */
  readonly routeKey: string;
  readonly arn: string;
  readonly functionArn: string;
  readonly timeoutMs: number;
  readonly authorizer: AuthorizerView | undefined;
}

/** What the stage lets through, over all routes. */
export interface ThrottleView {
  /** Requests a second. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
}

export interface HttpApiView {
  readonly logicalId: string;
  readonly apiId: string;
  /** Undefined where the template sets no limit. */
  readonly throttle: ThrottleView | undefined;
  readonly routes: readonly RouteView[];
}

/** The longest that an HTTP API waits for an integration. */
const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_AUTHORIZER_TTL_SECONDS = 300;
const PRINCIPAL = 'apigateway.amazonaws.com';
const PAYLOAD_VERSION = z.literal('2.0', 'only payload format 2.0 is served locally');

const ONLY_TOKENS =
  'the local cloud knows bearer tokens only, and lets nobody in by IAM or JWT: synthesize the stack with -c auth=token';

const api = z.object({ ProtocolType: z.literal('HTTP', 'only HTTP APIs run locally'), Body: z.never().optional() });
const stage = z.object({
  ApiId: z.string(),
  StageName: z.literal('$default', 'only the stage $default is served locally'),
  DefaultRouteSettings: z
    .object({ ThrottlingRateLimit: z.coerce.number(), ThrottlingBurstLimit: z.coerce.number() })
    .optional(),
  RouteSettings: z.never('no route has a limit of its own locally').optional(),
});
const route = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.templateLiteral(['integrations/', z.string()]),
  AuthorizationType: z.enum(['NONE', 'CUSTOM'], ONLY_TOKENS).default('NONE'),
  AuthorizerId: z.string().optional(),
});
const integration = z.object({
  IntegrationType: z.literal('AWS_PROXY', 'only Lambda integrations run locally'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: PAYLOAD_VERSION,
  TimeoutInMillis: z.coerce.number().default(DEFAULT_TIMEOUT_MS),
});
const authorizer = z.object({
  AuthorizerType: z.literal('REQUEST', 'only Lambda authorizers run locally'),
  AuthorizerUri: z.string(),
  AuthorizerPayloadFormatVersion: PAYLOAD_VERSION,
  EnableSimpleResponses: z.literal(true, 'only simple responses are understood locally'),
  IdentitySource: z.array(z.string()).default([]),
  AuthorizerResultTtlInSeconds: z.coerce.number().default(DEFAULT_AUTHORIZER_TTL_SECONDS),
});

/** @throws Error when a route cannot be served locally, or the API may not invoke one of its functions */
export function readHttpApis(stack: ResolvedStack, mayInvoke: MayInvoke): HttpApiView[] {
  const byRef = (type: string) => new Map(stack.idsOf(type).map((id) => [stack.identity(id).ref, id]));
  const integrations = byRef('AWS::ApiGatewayV2::Integration');
  const authorizers = byRef('AWS::ApiGatewayV2::Authorizer');
  const stages = stack.idsOf('AWS::ApiGatewayV2::Stage').map((id) => stack.properties(id, stage));
  const allRoutes = stack.idsOf('AWS::ApiGatewayV2::Route').map((id) => ({ id, ...stack.properties(id, route) }));

  const allow = (logicalId: string, functionArn: string, sourceArn: string) => {
    if (mayInvoke(PRINCIPAL, functionArn, sourceArn)) return;
    throw new Error(
      `${logicalId}: the stack has no AWS::Lambda::Permission that lets ${PRINCIPAL} invoke ${functionArn} for ${sourceArn}.`,
    );
  };

  return stack.idsOf('AWS::ApiGatewayV2::Api').map((logicalId) => {
    stack.properties(logicalId, api);
    const apiId = stack.identity(logicalId).ref;
    const itsStage = stages.find(({ ApiId }) => ApiId === apiId);
    if (!itsStage) throw new Error(`${logicalId}: the API has no stage, so nothing of it can be reached.`);
    const source = `arn:aws:execute-api:${stack.region}:${stack.account}:${apiId}`;

    const readAuthorizer = (ref: string): AuthorizerView => {
      const id = authorizers.get(ref) ?? ref;
      const found = stack.properties(id, authorizer);
      const functionArn = functionOf(found.AuthorizerUri);
      const arn = `${source}/authorizers/${ref}`;
      allow(id, functionArn, arn);
      return {
        arn,
        functionArn,
        identitySources: found.IdentitySource,
        ttlSeconds: found.AuthorizerResultTtlInSeconds,
      };
    };

    const routes = allRoutes
      .filter(({ ApiId }) => ApiId === apiId)
      .map((found) => {
        const integrationRef = found.Target.slice('integrations/'.length);
        const target = stack.properties(integrations.get(integrationRef) ?? integrationRef, integration);
        const functionArn = functionOf(target.IntegrationUri);
        const arn = `${source}/$default/${found.RouteKey.replace(' ', '')}`;
        allow(found.id, functionArn, arn);
        return {
          routeKey: found.RouteKey,
          arn,
          functionArn,
          timeoutMs: target.TimeoutInMillis,
          authorizer: found.AuthorizationType === 'CUSTOM' ? readAuthorizer(found.AuthorizerId ?? '') : undefined,
        };
      });
    return { logicalId, apiId, throttle: throttleOf(itsStage), routes };
  });
}

const throttleOf = ({ DefaultRouteSettings: limits }: z.output<typeof stage>): ThrottleView | undefined =>
  limits && { rate: limits.ThrottlingRateLimit, burst: limits.ThrottlingBurstLimit };

/** A function's ARN, from itself or from API Gateway's form `arn:...:path/2015-03-31/functions/<arn>/invocations`. */
const functionOf = (uri: string) => /\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri;
