import { z } from 'zod';
import { type SecretRecipe, secretRecipe } from '../secrets/generate-secret.ts';
import type { ResolvedStack } from './resolved-stack.ts';

/** One secret: its value is in the template, or generated as the template says. */
export interface SecretView {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly value: { readonly given: string } | { readonly generate: SecretRecipe };
}

const properties = z.object({
  SecretString: z.string().optional(),
  GenerateSecretString: secretRecipe.optional(),
});

export function readSecrets(stack: ResolvedStack): SecretView[] {
  return stack.idsOf('AWS::SecretsManager::Secret').map((logicalId) => {
    const { SecretString, GenerateSecretString } = stack.properties(logicalId, properties);
    const { name, ref } = stack.identity(logicalId);
    const value = SecretString === undefined ? { generate: GenerateSecretString ?? {} } : { given: SecretString };
    return { logicalId, name, arn: ref, value };
  });
}
