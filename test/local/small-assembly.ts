// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the form of Fn::Sub
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Every function of the small stack; a bundle takes the SDK from the repository, as its own is not bundled. */
const PRELUDE = `
import { createRequire } from 'node:module';
const require = createRequire(process.env.REPOSITORY + '/index.js');
`;

const BUNDLES: Readonly<Record<string, string>> = {
  starter: `${PRELUDE}
const { SFNClient, StartExecutionCommand } = require('@aws-sdk/client-sfn');
const client = new SFNClient({});
export const handler = async (event) => {
  const name = event.detail.object.key.replaceAll('/', '-');
  const input = JSON.stringify({ key: event.detail.object.key, seen: event.source });
  await client.send(new StartExecutionCommand({ stateMachineArn: process.env.MACHINE, name, input }));
};`,
  step: `export const handler = async ({ key }) => {
  if (key.endsWith('slow')) await new Promise((resolve) => setTimeout(resolve, 60_000));
  if (key.endsWith('bad')) throw Object.assign(new Error('a bad upload'), { name: 'UnusableSource' });
  return { length: key.length };
};`,
  recorder: `${PRELUDE}
const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3');
const client = new S3Client({});
export const handler = async ({ detail }) => {
  const Body = JSON.stringify(detail);
  await client.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: 'ended/' + detail.name, Body }));
};`,
  authorizer: `${PRELUDE}
const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');
const client = new SecretsManagerClient({});
export const handler = async ({ headers }) => {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET }));
  return { isAuthorized: headers.authorization === 'Bearer ' + JSON.parse(SecretString).token };
};`,
  greeter: 'export const handler = async (event) => ({ hello: event.pathParameters.name, url: process.env.URL });',
};

const attribute = (id: string, name = 'Arn') => ({ 'Fn::GetAtt': [id, name] });
const ref = (id: string) => ({ Ref: id });

const fn = (name: string, environment: object) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Code: { S3Bucket: { 'Fn::Sub': 'cdk-assets-${AWS::AccountId}' }, S3Key: `${name}.zip` },
    Timeout: 20,
    MemorySize: 256,
    Environment: { Variables: { REPOSITORY: process.cwd(), ...environment } },
  },
});
const permission = (id: string, service: string, SourceArn: unknown) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: { FunctionName: attribute(id), Principal: `${service}.amazonaws.com`, SourceArn },
});
const rule = (id: string, EventPattern: object) => ({
  Type: 'AWS::Events::Rule',
  Properties: { EventPattern, State: 'ENABLED', Targets: [{ Arn: attribute(id), Id: 'Target0' }] },
});

const DEFINITION = [
  '{"StartAt":"Step","States":{"Step":{"Type":"Task","Resource":"arn:',
  ref('AWS::Partition'),
  ':states:::lambda:invoke","Parameters":{"FunctionName":"',
  attribute('Step'),
  '","Payload.$":"$"},"ResultSelector":{"length.$":"$.Payload.length"},"ResultPath":"$.result","End":true}}}',
];

const apiSource = (path: string) => ({
  'Fn::Join': ['', ['arn:aws:execute-api:', ref('AWS::Region'), ':', ref('AWS::AccountId'), ':', ref('Api'), path]],
});

/** A stack with one of everything that the local cloud runs, in the forms that CDK writes. */
const RESOURCES = {
  Data: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      VersioningConfiguration: { Status: 'Enabled' },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    },
  },
  Tokens: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: {
      GenerateSecretString: {
        SecretStringTemplate: '{"name":"x"}',
        GenerateStringKey: 'token',
        ExcludePunctuation: true,
      },
    },
  },
  Starter: fn('starter', { MACHINE: ref('Work') }),
  Step: fn('step', {}),
  Recorder: fn('recorder', { BUCKET: ref('Data') }),
  Authorizer: fn('authorizer', { SECRET: ref('Tokens') }),
  Greeter: fn('greeter', { URL: attribute('Api', 'ApiEndpoint') }),
  Work: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: { DefinitionString: { 'Fn::Join': ['', DEFINITION] }, RoleArn: 'arn:aws:iam::000000000000:role/work' },
  },
  Uploaded: rule('Starter', {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: { bucket: { name: [ref('Data')] }, object: { key: [{ prefix: 'uploads/' }] } },
  }),
  MayStart: permission('Starter', 'events', attribute('Uploaded')),
  Ended: rule('Recorder', { source: ['aws.states'], detail: { status: [{ 'anything-but': 'RUNNING' }] } }),
  MayRecord: permission('Recorder', 'events', attribute('Ended')),
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: ref('Api'), StageName: '$default', AutoDeploy: true },
  },
  Check: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: ref('Api'),
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 60,
      IdentitySource: ['$request.header.Authorization', '$context.routeKey'],
      AuthorizerUri: {
        'Fn::Join': [
          '',
          [
            'arn:aws:apigateway:',
            ref('AWS::Region'),
            ':lambda:path/2015-03-31/functions/',
            attribute('Authorizer'),
            '/invocations',
          ],
        ],
      },
    },
  },
  MayCheck: permission('Authorizer', 'apigateway', {
    'Fn::Join': [
      '',
      [
        'arn:aws:execute-api:',
        ref('AWS::Region'),
        ':',
        ref('AWS::AccountId'),
        ':',
        ref('Api'),
        '/authorizers/',
        ref('Check'),
      ],
    ],
  }),
  Greeting: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: ref('Api'),
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: attribute('Greeter'),
      PayloadFormatVersion: '2.0',
    },
  },
  MayGreet: permission('Greeter', 'apigateway', apiSource('/*/*/hello/{name}')),
  Hello: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: ref('Api'),
      RouteKey: 'GET /hello/{name}',
      AuthorizationType: 'CUSTOM',
      AuthorizerId: ref('Check'),
      Target: { 'Fn::Join': ['', ['integrations/', ref('Greeting')]] },
    },
  },
};

/**
 * Writes the assembly of a small stack with plain bundles into the directory.
 * @param change makes other resources of these: to leave one out, or to change one
 */
export async function writeSmallAssembly(
  directory: string,
  change: (resources: typeof RESOURCES) => object = (resources) => resources,
): Promise<void> {
  const files: Record<string, object> = {};
  for (const [name, code] of Object.entries(BUNDLES)) {
    const path = `asset.${name}`;
    await mkdir(join(directory, path), { recursive: true });
    await writeFile(join(directory, path, 'index.mjs'), code);
    files[name] = { source: { path, packaging: 'zip' }, destinations: {} };
  }
  const template = { Resources: change(structuredClone(RESOURCES)) };
  await writeFile(join(directory, 'Small.template.json'), JSON.stringify(template));
  await writeFile(join(directory, 'Small.assets.json'), JSON.stringify({ version: '1', files }));
}
