/** One AWS service as a client finds it, told by the environment exactly as it tells the SDK. */
export interface AwsService {
  /** In signatures and in the host's name. */
  readonly name: 's3' | 'secretsmanager';
  /** Whose value, where there is one, is the service's address. */
  readonly endpointVariable: `AWS_ENDPOINT_URL_${string}`;
}

export const S3: AwsService = { name: 's3', endpointVariable: 'AWS_ENDPOINT_URL_S3' };
export const SECRETS_MANAGER: AwsService = {
  name: 'secretsmanager',
  endpointVariable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
};

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where the service is: its own variable, then the one for all services, then AWS itself.
 * @returns the address without a slash at its end, and whether it is one of AWS's own
 */
export function endpointOf(service: AwsService, environment: Environment): { url: string; ofAws: boolean } {
  const told = environment[service.endpointVariable] || environment['AWS_ENDPOINT_URL'];
  if (told) return { url: told.replace(/\/+$/, ''), ofAws: false };
  const region = regionOf(environment);
  return { url: `https://${service.name}.${region}.${domainOf(region)}`, ofAws: true };
}

/** @throws Error when it is not set, as Lambda does */
export const regionOf = (environment: Environment): string => needed(environment, 'AWS_REGION');

/** A function's own, as Lambda gives them. @throws Error when they are not set */
export function credentialsIn(environment: Environment): AwsCredentials {
  const sessionToken = environment['AWS_SESSION_TOKEN'];
  return {
    accessKeyId: needed(environment, 'AWS_ACCESS_KEY_ID'),
    secretAccessKey: needed(environment, 'AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken && { sessionToken }),
  };
}

function needed(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new Error(`${name} is not set: Lambda sets it for every function; set it where the function runs elsewhere`);
}

/** The partitions that anybody can have an account in. */
function domainOf(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.com.cn';
  return region.startsWith('eusc-') ? 'amazonaws.eu' : 'amazonaws.com';
}
