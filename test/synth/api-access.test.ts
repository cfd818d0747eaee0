import { beforeAll, describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ROUTES, routeKey } from '../../core/contract/routes.ts';
import { LabelsmithStack } from '../../lib/labelsmith-stack.ts';

let template: Template;
beforeAll(() => {
  template = Template.fromStack(new LabelsmithStack(new App(), 'Labelsmith'));
});

const functionsOf = (from: Template) => Object.values(from.findResources('AWS::Lambda::Function'));

const routesOf = (from: Template) =>
  Object.values(from.findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties);
const typesOfRoutes = (from: Template) => new Set(routesOf(from).map(({ AuthorizationType }) => AuthorizationType));
const openRoutes = (from: Template) =>
  routesOf(from)
    .filter(({ AuthorizationType }) => AuthorizationType === 'NONE')
    .map(({ RouteKey }) => RouteKey);

/** What the function that describes the API is told of who is let in. */
const toldOf = (from: Template) =>
  functionsOf(from).flatMap(({ Properties }) => {
    const told = Properties.Environment?.Variables?.API_ACCESS;
    return told ? [JSON.parse(told)] : [];
  });

describe('who is let in by the stack', () => {
  describe('with IAM in place of tokens', () => {
    const guarded = () =>
      Template.fromStack(
        new LabelsmithStack(new App(), 'Labelsmith', { access: { auth: 'iam' }, throttle: { rate: 50 } }),
      );

    test('asks IAM about every route that is not open, and makes no token', () => {
      const other = guarded();
      expect(typesOfRoutes(other)).toEqual(new Set(['AWS_IAM', 'NONE']));
      expect(openRoutes(other)).toEqual(openRoutes(template));
      expect(functionsOf(other)).toHaveLength(functionsOf(template).length - 1);
      expect(Object.keys(other.findResources('AWS::SecretsManager::Secret'))).toEqual([]);
      expect(Object.keys(other.findResources('AWS::ApiGatewayV2::Authorizer'))).toEqual([]);
      expect([...toldOf(template), ...toldOf(other)]).toEqual([{ auth: 'token' }, { auth: 'iam' }]);
    });

    test('limits the stage as it is told, and as usual where it is not', () => {
      const limitsOf = (from: Template) =>
        Object.values(from.findResources('AWS::ApiGatewayV2::Stage')).map(
          ({ Properties }) => Properties.DefaultRouteSettings,
        );
      expect(limitsOf(template)).toEqual([{ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 }]);
      expect(limitsOf(guarded())).toEqual([{ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 400 }]);
    });
  });

  test('asks JSON web tokens for the scope of each route', () => {
    const access = {
      auth: 'jwt',
      issuer: 'https://id.example/',
      audience: ['api'],
      scopePrefix: 'labelsmith/',
    } as const;
    const other = Template.fromStack(new LabelsmithStack(new App(), 'Labelsmith', { access }));
    other.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      JwtConfiguration: { Issuer: 'https://id.example/', Audience: ['api'] },
    });
    expect(openRoutes(other)).toEqual(openRoutes(template));
    expect(toldOf(other)).toEqual([access]);
    const asked = routesOf(other).map(({ RouteKey, AuthorizationScopes }) => [RouteKey, AuthorizationScopes]);
    const expected = ROUTES.map((route) => [routeKey(route), route.scope ? [`labelsmith/${route.scope}`] : undefined]);
    expect(asked.sort()).toEqual(expected.sort());
  });
});
