import { z } from 'zod';
import type { Secret } from './secret-files.ts';

/** Reads a secret as it is now; an error's message says what is wrong with it, without a word of it. */
export type ReadSecret = () => Promise<Secret>;

/** Each secret's ARN, and what reads it. */
export type Secrets = ReadonlyMap<string, ReadSecret>;

export interface WireAnswer {
  readonly status: number;
  /** The body, for `application/x-amz-json-1.1`. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** Answers one operation of the Secrets Manager API, by its bare name: `GetSecretValue`. */
export type SecretsManager = (operation: string, body: unknown) => Promise<WireAnswer>;

/** The stage of a secret's newest version; there are no others here. */
const CURRENT = 'AWSCURRENT';

const secretRequest = z.object({
  SecretId: z.string().min(1),
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
});

/**
 * The reading half of Secrets Manager: `GetSecretValue` and `DescribeSecret`, by ARN or by name. Writing is refused:
 * a deployed function has no right to it either.
 * @param tell told of a secret that cannot be read, in a sentence; left out, nobody is
 */
export function createSecretsManager(secrets: Secrets, tell: (sentence: string) => void = () => {}): SecretsManager {
  return async (operation, body) => {
    if (operation !== 'GetSecretValue' && operation !== 'DescribeSecret') {
      return refusal('UnknownOperationException', 'This server answers GetSecretValue and DescribeSecret only.');
    }
    const request = secretRequest.safeParse(body);
    if (!request.success)
      return refusal('InvalidParameterException', 'SecretId must be the ARN or the name of a secret.');
    const found = await findSecret(secrets, request.data.SecretId).catch((error: Error) => error);
    if (found instanceof Error) {
      tell(found.message);
      return { status: 500, json: { __type: 'InternalServiceError', message: 'The secret cannot be read.' } };
    }
    if (!found) return refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    const { arn, secret } = found;
    if (operation === 'DescribeSecret') return { status: 200, json: describe(arn, secret) };
    const { VersionId = secret.versionId, VersionStage = CURRENT } = request.data;
    if (VersionId !== secret.versionId || VersionStage !== CURRENT) {
      return refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret value.");
    }
    const { name, value, versionId } = secret;
    const version = { VersionId: versionId, VersionStages: [CURRENT], CreatedDate: epochSeconds(secret.createdAt) };
    return { status: 200, json: { ARN: arn, Name: name, SecretString: value, ...version } };
  };
}

async function findSecret(secrets: Secrets, id: string): Promise<{ arn: string; secret: Secret } | undefined> {
  const read = secrets.get(id);
  if (read) return { arn: id, secret: await read() };
  for (const [arn, readOther] of secrets) {
    const secret = await readOther();
    if (secret.name === id) return { arn, secret };
  }
  return undefined;
}

function describe(arn: string, { name, versionId, createdAt }: Secret): WireAnswer['json'] {
  return { ARN: arn, Name: name, CreatedDate: epochSeconds(createdAt), VersionIdsToStages: { [versionId]: [CURRENT] } };
}

/** The protocol's form of a date. */
const epochSeconds = (date: Date) => date.getTime() / 1000;

function refusal(type: string, message: string): WireAnswer {
  return { status: 400, json: { __type: type, message } };
}
