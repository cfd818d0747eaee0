import { createHash } from 'node:crypto';

/** Where the local cloud pretends to be. */
export interface Place {
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
}

/** What a `Ref` and the `Fn::GetAtt`s of one resource give. */
export interface Identity {
  readonly name: string;
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** CDK ends a logical id with eight hexadecimal digits of a hash of its path. */
const CDK_HASH = /[0-9A-F]{8}$/;
/** The shortest limit of the names in use: buckets have 63 characters, functions 64. */
const LONGEST_NAME = 60;

/**
 * Physical names for logical ids: the stack's id and the logical id in lower case, without CDK's hash. They depend on
 * nothing else, so they are the same at every start; where two ids would share a name, both keep their hashes.
 */
export function nameResources(stack: string, logicalIds: readonly string[]): Map<string, string> {
  const short = (id: string) => hyphenate(`${stack}-${id.replace(CDK_HASH, '')}`);
  const uses = Map.groupBy(logicalIds, short);
  return new Map(
    logicalIds.map((id) => [id, uses.get(short(id))?.length === 1 ? short(id) : hyphenate(`${stack}-${id}`)]),
  );
}

/** `LabelsmithArtefactsBucket` to `labelsmith-artefacts-bucket`; what is too long ends in a hash instead. */
function hyphenate(words: string): string {
  const name = words
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase();
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 9)}-${digest(name, 8)}`;
}

const digest = (text: string, length: number) => createHash('sha256').update(text).digest('hex').slice(0, length);

/** A resource type's own form of ARN, of `Ref`, and of further attributes; those left out have a name and nothing else. */
const FORMS: Readonly<Record<string, (name: string, at: Place) => Omit<Identity, 'name'>>> = {
  'AWS::S3::Bucket': (name, { region }) => ({
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    },
  }),
  'AWS::Lambda::Function': byName((name, at) => `arn:aws:lambda:${at.region}:${at.account}:function:${name}`),
  'AWS::StepFunctions::StateMachine': (name, at) => {
    const arn = `arn:aws:states:${at.region}:${at.account}:stateMachine:${name}`;
    return { ref: arn, attributes: { Arn: arn, Name: name } };
  },
  'AWS::Events::Rule': byName((name, at) => `arn:aws:events:${at.region}:${at.account}:rule/${name}`),
  'AWS::Scheduler::Schedule': byName(
    (name, at) => `arn:aws:scheduler:${at.region}:${at.account}:schedule/default/${name}`,
  ),
  'AWS::SecretsManager::Secret': (name, at) => {
    // Secrets Manager ends an ARN with six characters of its own, so that a deleted secret's name can be used again.
    const arn = `arn:aws:secretsmanager:${at.region}:${at.account}:secret:${name}-${digest(name, 6)}`;
    return { ref: arn, attributes: { Id: arn } };
  },
  'AWS::ApiGatewayV2::Api': (name) => ({ ref: name, attributes: { ApiId: name } }),
  'AWS::ApiGatewayV2::Authorizer': (name) => ({ ref: name, attributes: { AuthorizerId: name } }),
  'AWS::IAM::Role': byName((name, at) => `arn:aws:iam::${at.account}:role/${name}`),
  'AWS::Logs::LogGroup': byName((name, at) => `arn:aws:logs:${at.region}:${at.account}:log-group:${name}:*`),
  'AWS::SNS::Topic': (name, at) => {
    const arn = `arn:aws:sns:${at.region}:${at.account}:${name}`;
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
  'AWS::SQS::Queue': (name, at) => ({
    ref: `https://sqs.${at.region}.amazonaws.com/${at.account}/${name}`,
    attributes: { Arn: `arn:aws:sqs:${at.region}:${at.account}:${name}`, QueueName: name },
  }),
};

function byName(arn: (name: string, at: Place) => string): (name: string, at: Place) => Omit<Identity, 'name'> {
  return (name, at) => ({ ref: name, attributes: { Arn: arn(name, at) } });
}

/** What stands for a resource in references, in AWS's own forms. */
export function identify(type: string, name: string, at: Place): Identity {
  return { name, ...(FORMS[type]?.(name, at) ?? { ref: name, attributes: {} }) };
}

/** The property in which a template may name a resource of the type itself. */
export const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
  'AWS::Events::Rule': 'Name',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
};
