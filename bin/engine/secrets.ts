import { CommandError } from '../command-error.ts';
import { WRONG_USAGE } from '../terminal/exit-codes.ts';

/** As OpenAI's clients name it, so that sender and receiver can share it. */
const WEBHOOK_SECRET = 'OPENAI_WEBHOOK_SECRET';

/**
 * The key that clients must send. It comes from the environment, since arguments can be read by everybody on the machine.
 * @returns undefined when no variable is named: then every key will do
 * @throws CommandError when the variable is not set
 */
export function readApiKey(variable: string | undefined, environment: NodeJS.ProcessEnv): string | undefined {
  if (variable === undefined) return undefined;
  const key = environment[variable];
  if (key) return key;
  throw new CommandError(`the environment variable ${variable} is not set`, `Set it: export ${variable}=...`, {
    name: 'WrongUsage',
    exitCode: WRONG_USAGE,
  });
}

/**
 * The endpoints with the secret that signs what they are told.
 * @throws CommandError when there are endpoints and no secret
 */
export function readWebhooks(
  urls: readonly string[],
  environment: NodeJS.ProcessEnv,
): { url: string; secret: string }[] {
  if (urls.length === 0) return [];
  const secret = environment[WEBHOOK_SECRET];
  if (secret) return urls.map((url) => ({ url, secret }));
  throw new CommandError(
    `--webhook needs a secret to sign with: ${WEBHOOK_SECRET} is not set`,
    `Make one: export ${WEBHOOK_SECRET}=whsec_$(openssl rand -base64 32)`,
    { name: 'WrongUsage', exitCode: WRONG_USAGE },
  );
}
