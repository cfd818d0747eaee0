import { CfnOutput, Duration } from 'aws-cdk-lib';
import { type CfnStage, HttpApi, HttpMethod, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { AUTHORIZATION_TTL_SECONDS } from '../core/contract/access-tokens.ts';
import { ROUTES } from '../core/contract/routes.ts';
import type { BundledFunction } from './bundled-function.ts';

export interface ClassifierApiProps {
  readonly classifyText: BundledFunction;
  readonly serveApi: BundledFunction;
  readonly authorizeRequest: BundledFunction;
}

/** Requests a second and at once that the stage lets through, over all callers. */
const THROTTLE = { throttlingRateLimit: 200, throttlingBurstLimit: 400 };

/** The HTTPS endpoint: the routes of the contract, each behind the authorizer unless it is open. */
export class ClassifierApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: ClassifierApiProps) {
    super(scope, id);
    const authorizer = new HttpLambdaAuthorizer('Tokens', props.authorizeRequest, {
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      // The route belongs to the cache's key: with the token alone, what is allowed once would be allowed everywhere.
      identitySource: ['$request.header.Authorization', '$context.routeKey'],
      resultsCacheTtl: Duration.seconds(AUTHORIZATION_TTL_SECONDS),
    });
    this.api = new HttpApi(this, 'Api', { description: 'Labelsmith: text in, label and probabilities out' });
    const integrations = {
      'classify-text': new HttpLambdaIntegration('ClassifyText', props.classifyText),
      'serve-api': new HttpLambdaIntegration('ServeApi', props.serveApi),
    };
    for (const route of ROUTES) {
      this.api.addRoutes({
        path: route.path,
        methods: [HttpMethod[route.method]],
        integration: integrations[route.answeredBy],
        authorizer: route.scope === null ? new HttpNoneAuthorizer() : authorizer,
      });
    }
    (this.api.defaultStage?.node.defaultChild as CfnStage).defaultRouteSettings = THROTTLE;
    new CfnOutput(this, 'Endpoint', { value: this.api.apiEndpoint });
  }
}
