import { textOf } from '../http-request.ts';
import { endpointOf, SECRETS_MANAGER } from './aws-service.ts';
import { type Patience, signedRequests } from './signed-requests.ts';

/**
 * Reads a secret's text from Secrets Manager by its ARN or name, anew each time it is called.
 * @returns what reads it; it throws an AwsFault with Secrets Manager's own code as its name, e.g. `ResourceNotFoundException`
 */
export function signedSecret(SecretId: string, patience?: Patience): () => Promise<string> {
  const ask = signedRequests(SECRETS_MANAGER, patience);
  return async () => {
    const answer = await ask({
      method: 'POST',
      url: new URL(`${endpointOf(SECRETS_MANAGER, process.env).url}/`),
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.GetSecretValue' },
      body: JSON.stringify({ SecretId }),
    });
    const { SecretString } = JSON.parse(await textOf(answer)) as { SecretString?: string };
    return SecretString ?? '';
  };
}
