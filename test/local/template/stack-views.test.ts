// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the form of Fn::Sub
import { describe, expect, test } from '@jest/globals';
import { resolveStack } from '../../../local/template/resolved-stack.ts';
import { readStack } from '../../../local/template/stack-views.ts';
import type { Resource, Template } from '../../../local/template/template.ts';

const place = { region: 'eu-west-1', account: '000000000000' };
const fn = 'arn:aws:lambda:eu-west-1:000000000000:function:app-handler';

const handler: Resource = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Code: { S3Bucket: { 'Fn::Sub': 'cdk-${AWS::AccountId}' }, S3Key: 'abc.zip' },
    Role: { 'Fn::GetAtt': ['NotThere', 'Arn'] },
    Environment: { Variables: { BUCKET: { Ref: 'Data12345678' }, URL: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } },
    Timeout: 25,
    MemorySize: 512,
  },
};
const bucket: Resource = { Type: 'AWS::S3::Bucket', Properties: {} };
const rule: Resource = {
  Type: 'AWS::Events::Rule',
  Properties: {
    EventPattern: { source: ['aws.s3'] },
    State: 'ENABLED',
    Targets: [
      { Arn: { 'Fn::GetAtt': ['Handler0A1B2C3D', 'Arn'] }, Id: 'Target0', RetryPolicy: { MaximumRetryAttempts: 8 } },
    ],
  },
};
const permission = (further: object = {}): Resource => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': ['Handler0A1B2C3D', 'Arn'] },
    Principal: 'events.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': ['Rule', 'Arn'] },
    ...further,
  },
});

function views(resources: Record<string, Resource>) {
  const all = { Handler0A1B2C3D: handler, Data12345678: bucket, Api: { Type: 'Other', Properties: {} }, ...resources };
  const template: Template = {
    stack: 'App',
    parameters: {},
    resources: all,
    assets: new Map([['abc', '/assets/abc']]),
  };
  return readStack(resolveStack(template, place, new Map([['Api.ApiEndpoint', 'http://127.0.0.1:1']])));
}

test("a function's view has what its worker needs; what nobody asks for stays unresolved", () => {
  expect(views({}).functions).toEqual([
    {
      logicalId: 'Handler0A1B2C3D',
      name: 'app-handler',
      arn: fn,
      handler: 'index.handler',
      directory: '/assets/abc',
      environment: { BUCKET: 'app-data', URL: 'http://127.0.0.1:1' },
      timeoutSeconds: 25,
      memoryMb: 512,
      reservedConcurrency: undefined,
    },
  ]);
});

test('two ids that would share a name keep their hashes', () => {
  const { buckets } = views({ DataAAAAAAAA: bucket });
  expect(buckets.map(({ name }) => name)).toEqual(['app-data12345678', 'app-data-aaaaaaaa']);
});

test('a long name is cut, and is still its own', () => {
  const long = (end: string) => `${'VeryLong'.repeat(12)}${end}`;
  const { buckets } = views({ [long('One')]: bucket, [long('Two')]: bucket });
  const names = buckets.slice(1).map(({ name }) => name);
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^[a-z0-9-]{3,63}$/);
});

test.each([
  ['nothing', {}, false],
  ['an empty configuration', { NotificationConfiguration: { EventBridgeConfiguration: {} } }, true],
  ['true', { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } }, true],
  ['false', { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: 'false' } } }, false],
])('a bucket whose EventBridge configuration is %s raises events: %s', (_, Properties, raises) => {
  const found = views({ Other: { Type: 'AWS::S3::Bucket', Properties } }).buckets[1];
  expect(found?.raisesEvents).toBe(raises);
});

describe('a rule', () => {
  test('names the functions that it may invoke', () => {
    const [found] = views({ Rule: rule, Permission: permission() }).rules;
    expect(found).toMatchObject({ name: 'app-rule', pattern: { source: ['aws.s3'] }, targets: [{ arn: fn }] });
  });

  test('that is disabled does not exist', () => {
    const disabled = { ...rule, Properties: { ...rule.Properties, State: 'DISABLED' } };
    expect(views({ Rule: disabled }).rules).toEqual([]);
  });

  test.each<[string, Record<string, Resource>]>([
    ['no permission', { Rule: rule }],
    ['a permission for another service', { Rule: rule, P: permission({ Principal: 'apigateway.amazonaws.com' }) }],
    [
      'a permission for another rule',
      { Rule: rule, P: permission({ SourceArn: 'arn:aws:events:eu-west-1:000000000000:rule/x' }) },
    ],
  ])('with %s is refused', (_, resources) => {
    expect(() => views(resources)).toThrow(/Rule: the stack has no AWS::Lambda::Permission that lets events/);
  });

  test('whose target is no function of the stack is refused', () => {
    const elsewhere = { ...rule, Properties: { ...rule.Properties, Targets: [{ Arn: 'arn:aws:sqs:x', Id: '1' }] } };
    expect(() => views({ Rule: elsewhere })).toThrow(/target is a function of the stack, not arn:aws:sqs:x/);
  });
});

test('a state machine is read from its joined text', () => {
  const Type = 'AWS::StepFunctions::StateMachine';
  const text = [
    '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"',
    { 'Fn::GetAtt': ['Handler0A1B2C3D', 'Arn'] },
    '"}}}',
  ];
  const Properties = { DefinitionString: { 'Fn::Join': ['', text] }, RoleArn: 'arn:aws:iam::0:role/r' };
  const [found] = views({ Work: { Type, Properties } }).stateMachines;
  expect(found?.arn).toBe('arn:aws:states:eu-west-1:000000000000:stateMachine:app-work');
  expect(found?.definition).toEqual({ StartAt: 'A', States: { A: { Type: 'Task', Resource: fn } } });
});

test.each<[string, Partial<Record<string, unknown>>, RegExp]>([
  ['is not in the assembly', { Code: { S3Key: 'other.zip' } }, /no asset for other\.zip/],
  ['is written in the template', { Code: { ZipFile: 'x' } }, /only code from an asset/],
  ['is not for Node.js', { Runtime: 'python3.14' }, /only Node\.js/],
])('a function whose code %s is refused by its name', (_, change, sentence) => {
  const Handler0A1B2C3D = { ...handler, Properties: { ...handler.Properties, ...change } };
  expect(() => views({ Handler0A1B2C3D })).toThrow(sentence);
});

test.each(['AWS_IAM', 'JWT'])(
  'an API that lets people in by %s is refused in one sentence, and serves nobody',
  (type) => {
    const api = (kind: string, properties: object): Resource => ({
      Type: `AWS::ApiGatewayV2::${kind}`,
      Properties: { ApiId: { Ref: 'Http' }, ...properties },
    });
    const resources = {
      Http: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
      Stage: api('Stage', { StageName: '$default' }),
      Route: api('Route', { RouteKey: 'GET /', Target: 'integrations/x', AuthorizationType: type }),
    };
    expect(() => views(resources)).toThrow(/Route.*knows bearer tokens only.*-c auth=token/s);
  },
);
