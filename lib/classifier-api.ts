import { CfnOutput } from 'aws-cdk-lib';
import { type CfnStage, HttpApi, HttpMethod, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { ROUTES } from '../core/contract/routes.ts';
import type { RouteGuard } from './api-access.ts';
import type { BundledFunction } from './bundled-function.ts';

/** What the stage lets through, over all callers and routes; the rest is answered with 429. */
export interface Throttle {
  /** Requests a second, in the long run. @default 200 */
  readonly rate?: number;
  /** Requests at once, after a quiet time. @default 400 */
  readonly burst?: number;
}

export interface ClassifierApiProps {
  readonly classifyText: BundledFunction;
  readonly serveApi: BundledFunction;
  readonly guard: RouteGuard;
  readonly throttle?: Throttle | undefined;
}

/** The HTTPS endpoint: the routes of the contract, each behind the guard unless it is open. */
export class ClassifierApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: ClassifierApiProps) {
    super(scope, id);
    const { guard, throttle = {} } = props;
    this.api = new HttpApi(this, 'Api', { description: 'Labelsmith: text in, label and probabilities out' });
    const integrations = {
      'classify-text': new HttpLambdaIntegration('ClassifyText', props.classifyText),
      'serve-api': new HttpLambdaIntegration('ServeApi', props.serveApi),
    };
    // The API describes itself, with who lets callers in.
    props.serveApi.addEnvironment('API_ACCESS', JSON.stringify(guard.access));
    for (const route of ROUTES) {
      this.api.addRoutes({
        path: route.path,
        methods: [HttpMethod[route.method]],
        integration: integrations[route.answeredBy],
        ...(route.scope === null
          ? { authorizer: new HttpNoneAuthorizer() }
          : { authorizer: guard.authorizer, ...scopes(guard.scopesOf(route.scope)) }),
      });
    }
    (this.api.defaultStage?.node.defaultChild as CfnStage).defaultRouteSettings = {
      throttlingRateLimit: throttle.rate ?? 200,
      throttlingBurstLimit: throttle.burst ?? 400,
    };
    new CfnOutput(this, 'Endpoint', { value: this.api.apiEndpoint });
  }
}

const scopes = (authorizationScopes: string[] | undefined) => authorizationScopes && { authorizationScopes };
