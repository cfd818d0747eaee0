import { randomInt } from 'node:crypto';
import { z } from 'zod';

/** A template's `GenerateSecretString`. Source: `AWS::SecretsManager::Secret GenerateSecretString`, CloudFormation reference. */
export const secretRecipe = z.strictObject({
  PasswordLength: z.number().int().min(1).max(4096).default(32),
  ExcludeCharacters: z.string().default(''),
  ExcludeLowercase: z.boolean().default(false),
  ExcludeNumbers: z.boolean().default(false),
  ExcludePunctuation: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
  RequireEachIncludedType: z.boolean().default(true),
  /** JSON of an object, which the password becomes a field of. */
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
});
export type SecretRecipe = z.input<typeof secretRecipe>;

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const UPPERCASE = LOWERCASE.toUpperCase();
const NUMBERS = '0123456789';
/** Secrets Manager's own set. */
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/**
 * Makes a value as the recipe asks, with the random numbers of `node:crypto`.
 * @throws Error when the recipe leaves no characters, fewer places than kinds of them, or a template without its key
 */
export function generateSecret(recipe: SecretRecipe): string {
  const parsed = secretRecipe.parse(recipe);
  const password = generatePassword(parsed);
  const { SecretStringTemplate: template, GenerateStringKey: key } = parsed;
  if (template === undefined && key === undefined) return password;
  if (template === undefined || key === undefined) {
    throw new Error('GenerateSecretString needs SecretStringTemplate and GenerateStringKey together, or neither');
  }
  const fields = z.record(z.string(), z.unknown()).parse(JSON.parse(template));
  return JSON.stringify({ ...fields, [key]: password });
}

function generatePassword(recipe: z.output<typeof secretRecipe>): string {
  const kinds = [
    recipe.ExcludeLowercase ? '' : LOWERCASE,
    recipe.ExcludeUppercase ? '' : UPPERCASE,
    recipe.ExcludeNumbers ? '' : NUMBERS,
    recipe.ExcludePunctuation ? '' : PUNCTUATION,
    recipe.IncludeSpace ? ' ' : '',
  ]
    .map((kind) => [...kind].filter((character) => !recipe.ExcludeCharacters.includes(character)))
    .filter((kind) => kind.length > 0);
  const required = recipe.RequireEachIncludedType ? kinds : [];
  if (kinds.length === 0) throw new Error('GenerateSecretString excludes every character');
  if (required.length > recipe.PasswordLength) {
    throw new Error('GenerateSecretString has a PasswordLength too short for one character of each kind');
  }
  const all = kinds.flat();
  const characters = required.map(pick);
  while (characters.length < recipe.PasswordLength) characters.push(pick(all));
  return shuffle(characters).join('');
}

function pick(characters: readonly string[]): string {
  return characters[randomInt(characters.length)] ?? '';
}

/** Fisher and Yates: every order is as likely as any other. */
function shuffle(characters: readonly string[]): string[] {
  const shuffled = [...characters];
  for (let index = shuffled.length - 1; index > 0; index -= 1) {
    const other = randomInt(index + 1);
    const [left = '', right = ''] = [shuffled[index], shuffled[other]];
    [shuffled[index], shuffled[other]] = [right, left];
  }
  return shuffled;
}
