import { join } from 'node:path';
import type { LocalCredentials } from './signature-version-4.ts';
import type { FunctionView } from './template/functions.ts';

export interface Surroundings {
  readonly region: string;
  readonly credentials: LocalCredentials;
  readonly s3Url: string;
  /** Serves Step Functions and Secrets Manager. */
  readonly jsonUrl: string;
  /** The local cloud's directory. */
  readonly directory: string;
}

/**
 * All that a function sees of the world: the template's variables, what Lambda adds, and where the AWS services are.
 * The last is what makes the local cloud a cloud; the user's own AWS settings are out of sight.
 */
export function functionEnvironment(fn: FunctionView, around: Surroundings): Record<string, string> {
  const { region, credentials, s3Url, jsonUrl, directory } = around;
  const nothing = join(directory, 'no-such-file');
  return {
    ...fn.environment,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_ENDPOINT_URL_S3: s3Url,
    AWS_ENDPOINT_URL_SFN: jsonUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: jsonUrl,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
  };
}
