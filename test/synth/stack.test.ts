import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { z } from 'zod';
import { ACCESS_TOKENS_TTL_SECONDS, AUTHORIZATION_TTL_SECONDS } from '../../core/contract/access-tokens.ts';
import { ROUTES, routeKey } from '../../core/contract/routes.ts';
import { BundledFunction } from '../../lib/bundled-function.ts';
import { LabelsmithStack } from '../../lib/labelsmith-stack.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FUNCTIONS = readdirSync(`${ROOT}/functions`);

let stack: LabelsmithStack;
let template: Template;
beforeAll(() => {
  stack = new LabelsmithStack(new App(), 'Labelsmith');
  template = Template.fromStack(stack);
});

const functionsOf = (from: Template) => Object.values(from.findResources('AWS::Lambda::Function'));

describe('the synthesized stack', () => {
  test('has one function a folder in functions/, and no other', () => {
    expect(functionsOf(template)).toHaveLength(FUNCTIONS.length);
  });

  test('runs every function on arm64, Node 24, with a time-out, a memory size and a log group of its own', () => {
    for (const { Properties } of functionsOf(template)) {
      expect(Properties).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: expect.any(Number),
        MemorySize: expect.any(Number),
        LoggingConfig: { LogFormat: 'JSON', LogGroup: expect.anything() },
      });
    }
  });

  test.each(FUNCTIONS)('gives %s just the environment that it reads', async (name) => {
    const { environment }: { environment: z.ZodObject } = await import(`../../functions/${name}/environment.ts`);
    const made = stack.node.findAll().find((part) => part instanceof BundledFunction && part.folder === name);
    const id = stack.getLogicalId(made?.node.defaultChild as CfnFunction);
    const variables = template.findResources('AWS::Lambda::Function')[id]?.Properties.Environment?.Variables;
    // The CDK adds a setting of the SDK's own.
    const given = Object.keys(variables).filter((key) => !key.startsWith('AWS_'));
    expect(given.sort()).toEqual(Object.keys(environment.shape).sort());
  });

  test('keeps the bucket private, encrypted, versioned, and heard by EventBridge without a custom resource', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      },
    });
    expect(Object.keys(template.findResources('Custom::S3BucketNotifications'))).toEqual([]);
  });

  test('starts a run for uploads/ alone', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.s3'], detail: { object: { key: [{ prefix: 'uploads/' }] } } },
    });
  });

  test('hears of executions that end without their own record', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.states'], detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'] } },
    });
  });

  test('puts every route of the contract behind the authorizer, unless it is open', () => {
    const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(
      ({ Properties }) => Properties,
    );
    expect(routes.map((route) => route.RouteKey).sort()).toEqual(ROUTES.map(routeKey).sort());
    for (const route of routes) {
      const open = ROUTES.find((candidate) => routeKey(candidate) === route.RouteKey)?.scope === null;
      expect([route.RouteKey, route.AuthorizationType]).toEqual([route.RouteKey, open ? 'NONE' : 'CUSTOM']);
    }
  });

  test('asks the authorizer again for every route, and soon enough for a token to be out within a minute', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      IdentitySource: ['$request.header.Authorization', '$context.routeKey'],
      AuthorizerResultTtlInSeconds: AUTHORIZATION_TTL_SECONDS,
    });
    expect(ACCESS_TOKENS_TTL_SECONDS + AUTHORIZATION_TTL_SECONDS).toBeLessThan(60);
  });

  test('grants no function every action or every resource of a service', () => {
    const broad = Object.entries(template.findResources('AWS::IAM::Policy')).flatMap(([name, { Properties }]) =>
      Properties.PolicyDocument.Statement.filter(
        (statement: { Action: string | string[]; Resource: unknown }) =>
          [statement.Action].flat().some((action) => action === '*' || /^\w+:\*$/.test(action)) ||
          (statement.Resource === '*' && ![statement.Action].flat().every((action) => /^(xray|logs):/.test(action))),
      ).map(() => name),
    );
    expect(broad).toEqual([]);
  });

  test('lets each function write where its work is, and nowhere else', () => {
    const written = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => {
      const { PolicyDocument, Roles } = Properties;
      const [role] = Roles.map(({ Ref }: { Ref: string }) => Ref.replace(/ServiceRole.*$/, ''));
      const statements: { Action: string | string[]; Resource: unknown }[] = PolicyDocument.Statement;
      const prefixes = statements
        .filter(({ Action }) => [Action].flat().includes('s3:PutObject'))
        .flatMap(({ Resource }) => JSON.stringify(Resource).match(/(?<="\/)[^"]+/g) ?? []);
      return prefixes.length ? [`${role}: ${prefixes.sort().join(' ')}`] : [];
    });
    expect(written.sort()).toEqual([
      'ClassifyText: classifiers/*/champion.json classifiers/*/history/* served/*',
      'DriftWatchReportDrift: classifiers/*/drift/* served/*',
      'ReleaseReleaseJobs: baselines/* datasets/* engine/* runs/* trained/* unreleased/*',
      'ServeApi: baselines/* classifiers/* datasets/* engine/* runs/* served/* trained/* unreleased/* uploads/*',
      'StartRun: runs/* unreleased/*',
      'StepsDecidePromotion: classifiers/*/champion.json classifiers/*/history/* classifiers/*/versions/* runs/*',
      'StepsEvaluateCandidate: baselines/* runs/*',
      'StepsPollTuning: engine/* runs/* trained/*',
      'StepsPrepareDataset: datasets/* runs/*',
      'StepsRecordFailure: engine/* runs/* trained/* unreleased/*',
      'StepsStartTuning: engine/* runs/* trained/* unreleased/*',
      'StepsStoreResults: engine/* runs/* trained/* unreleased/*',
      'SunsetsCheckSunsets: classifiers/*/sunset.json',
    ]);
  });

  test.each([
    [
      'SunsetsCheckSunsets',
      ['classifiers/*/champion.json*', 'classifiers/*/deletion.json*', 'classifiers/*/versions/*', 'engine/models/*'],
      ['classifiers/*/sunset.json'],
    ],
    [
      'StepsDecidePromotion',
      ['classifiers/*/champion.json*', 'classifiers/*/versions/*', 'datasets/*', 'runs/*'],
      ['classifiers/*/champion.json', 'runs/*'],
    ],
  ])('lets %s read and remove what it has to, and no feedback', (name, read, removed) => {
    const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
    const [, policy] = policies.find(([id]) => id.startsWith(name)) ?? [];
    const statements: { Action: string | string[]; Resource: unknown }[] = policy?.Properties.PolicyDocument.Statement;
    const keysOf = (action: string) =>
      statements
        .filter(({ Action }) => [Action].flat().includes(action))
        .flatMap(({ Resource }) => JSON.stringify(Resource).match(/(?<="\/)[^"]+/g) ?? [])
        .sort();
    expect([keysOf('s3:GetObject*'), keysOf('s3:DeleteObject*')]).toEqual([read, removed]);
  });

  test('lets classify-text read what it answers with, and no texts', () => {
    const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
    const [, policy] = policies.find(([id]) => id.startsWith('ClassifyText')) ?? [];
    const statements: { Action: string | string[]; Resource: unknown }[] = policy?.Properties.PolicyDocument.Statement;
    const read = statements
      .filter(({ Action }) => [Action].flat().includes('s3:GetObject*'))
      .flatMap(({ Resource }) => JSON.stringify(Resource).match(/(?<="\/)[^"]+/g) ?? []);
    expect([...new Set(read)].sort()).toEqual([
      'baselines/*',
      'classifiers/*/champion.json*',
      'classifiers/*/settings.json*',
      'classifiers/*/versions/*',
      'engine/models/*',
    ]);
  });

  test('lets serve-api find and remove older versions, which deleting a classifier takes', () => {
    const [policy] = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) =>
      id.startsWith('ServeApi'),
    );
    const statements: { Action: string | string[]; Resource: unknown }[] =
      policy?.[1].Properties.PolicyDocument.Statement;
    const resourcesOf = (action: string) => {
      const granting = statements.filter(({ Action }) =>
        [Action].flat().some((granted) => new RegExp(`^${granted.replaceAll('*', '.*')}$`).test(action)),
      );
      return JSON.stringify(granting.map(({ Resource }) => Resource));
    };
    expect(resourcesOf('s3:ListBucketVersions')).toMatch(/"Fn::GetAtt":\["ArtefactsBucket\w+","Arn"\]/);
    for (const prefix of ['classifiers', 'datasets', 'engine', 'runs', 'trained', 'unreleased', 'uploads']) {
      expect(resourcesOf('s3:DeleteObjectVersion')).toContain(`/${prefix}/*`);
    }
  });

  test('makes each task of the workflow outlast its function', () => {
    const timeouts = new Map(
      Object.entries(template.findResources('AWS::Lambda::Function')).map(([id, fn]) => [id, fn.Properties.Timeout]),
    );
    const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    const parts: unknown[] = machine?.Properties.DefinitionString['Fn::Join'][1];
    const text = parts
      .map((part) => (typeof part === 'string' ? part : String(Object.values(part as object).flat()[0])))
      .join('');
    const tasks = Object.values<{ Type: string; TimeoutSeconds?: number; Parameters?: { FunctionName: string } }>(
      JSON.parse(text).States,
    ).filter((state) => state.Type === 'Task');
    expect(tasks).toHaveLength(7);
    for (const task of tasks) {
      expect(task.TimeoutSeconds).toBeGreaterThan(timeouts.get(task.Parameters?.FunctionName ?? '') ?? Infinity);
    }
  });

  test('looks every ten minutes for runs that still have something at a provider, and every day for sunsets', () => {
    for (const ScheduleExpression of ['rate(10 minutes)', 'rate(1 day)']) {
      template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression });
    }
  });

  test('raises an alarm for each thing that a person has to see to', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
    expect(alarms.map(({ MetricName }) => MetricName).sort()).toEqual([
      'ApproximateNumberOfMessagesVisible',
      'DaysUntilShutdown',
      'DriftWarnings',
      'ModelDoesNotAnswer',
      'UnreleasedRuns',
    ]);
    for (const { AlarmDescription, TreatMissingData } of alarms) {
      expect([AlarmDescription, TreatMissingData]).toEqual([expect.stringContaining('runbook'), 'notBreaching']);
    }
  });

  test('mails every alarm where an address is given, and has no topic where none is', () => {
    expect(template.findResources('AWS::SNS::Topic')).toEqual({});
    const mailing = Template.fromStack(
      new LabelsmithStack(new App(), 'Labelsmith', { alarmEmail: 'anna@example.org' }),
    );
    mailing.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'anna@example.org' });
    mailing.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
          }),
        ]),
      },
    });
    const [topic] = Object.keys(mailing.findResources('AWS::SNS::Topic'));
    const alarms = Object.values(mailing.findResources('AWS::CloudWatch::Alarm'));
    expect(alarms.map(({ Properties }) => Properties.AlarmActions)).toEqual(alarms.map(() => [{ Ref: topic }]));
  });

  test('lets serve-api read the secret of webhooks where one is configured, and no secret where none is', () => {
    const secretsOf = (from: Template) =>
      JSON.stringify(
        Object.entries(from.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith('ServeApi')),
      ).includes('secretsmanager:GetSecretValue');
    const configured = new LabelsmithStack(new App(), 'Labelsmith', { webhookSecretName: 'hooks' });
    expect([secretsOf(template), secretsOf(Template.fromStack(configured))]).toEqual([false, true]);
  });

  test('is not made with an address of the host that carries a password', () => {
    const tuning = { provider: 'openai-compatible', baseUrl: 'https://anna:secret@host.example/v1' } as const;
    expect(() => new LabelsmithStack(new App(), 'Labelsmith', { tuning })).toThrow(/without a name and a password/);
  });

  test('has a schedule that looks for something new', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      Target: Match.objectLike({
        Input: '{"cause":"schedule"}',
        RetryPolicy: Match.objectLike({ MaximumRetryAttempts: 2 }),
      }),
    });
  });
});
