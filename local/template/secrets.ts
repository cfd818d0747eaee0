import { z } from 'zod';
import type { ResolvedStack } from './resolved-stack.ts';

const generateSecretString = z.object({
  PasswordLength: z.coerce.number().optional(),
  ExcludeCharacters: z.string().optional(),
  ExcludePunctuation: z.boolean().optional(),
  ExcludeUppercase: z.boolean().optional(),
  ExcludeLowercase: z.boolean().optional(),
  ExcludeNumbers: z.boolean().optional(),
  IncludeSpace: z.boolean().optional(),
  RequireEachIncludedType: z.boolean().optional(),
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
});
export type GenerateSecretString = z.infer<typeof generateSecretString>;

/** One secret: its value is in the template, or generated as the template says. */
export interface SecretView {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly value: { readonly given: string } | { readonly generate: GenerateSecretString };
}

const properties = z.object({
  SecretString: z.string().optional(),
  GenerateSecretString: generateSecretString.optional(),
});

export function readSecrets(stack: ResolvedStack): SecretView[] {
  return stack.idsOf('AWS::SecretsManager::Secret').map((logicalId) => {
    const { SecretString, GenerateSecretString } = stack.properties(logicalId, properties);
    const { name, ref } = stack.identity(logicalId);
    const value = SecretString === undefined ? { generate: GenerateSecretString ?? {} } : { given: SecretString };
    return { logicalId, name, arn: ref, value };
  });
}
