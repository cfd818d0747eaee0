import { hostAddress } from '../../core/contract/host-address.ts';
import type { ProviderName } from '../../core/contract/names.ts';
import { CommandError } from '../command-error.ts';

/** Who trains and serves in the local cloud, as it is told on the command line. */
export interface ProviderOptions {
  readonly provider?: ProviderName;
  readonly baseUrl?: string;
  readonly baseModel?: string;
  /** The environment variable that holds the provider's key. */
  readonly keyEnv: string;
}

/** How the stack is synthesized, and the values of the secrets that its template only names. */
export interface StackContext {
  /** The CDK's context, as after `-c`. */
  readonly context: Readonly<Record<string, string>>;
  readonly secrets: ReadonlyMap<string, string>;
}

/** Names of secrets in the local cloud. */
const KEY_SECRET = 'provider-key';
const WEBHOOK_SECRET = 'webhook-secret';

/**
 * What the command line and the environment say about the provider: the address of a compatible host is also taken from
 * `OPENAI_BASE_URL`, and the secret that webhooks are signed with from `OPENAI_WEBHOOK_SECRET`, the names that OpenAI's
 * clients use.
 * @throws CommandError when the address or the key is missing, or the address carries a name and a password
 */
export function stackContext(
  options: ProviderOptions,
  environment: Readonly<Record<string, string | undefined>>,
): StackContext {
  const { provider = 'embedded', baseModel, keyEnv } = options;
  const compatible = provider === 'openai-compatible';
  const baseUrl = options.baseUrl ?? (compatible ? environment['OPENAI_BASE_URL'] : undefined);
  if (compatible && !baseUrl) {
    throw new CommandError(
      'provider openai-compatible needs the address of its host',
      'Add --base-url https://.../v1, or set OPENAI_BASE_URL.',
    );
  }
  const unfit = baseUrl ? hostAddress.safeParse(baseUrl).error?.issues[0] : undefined;
  if (unfit) {
    throw new CommandError(`the address of the host cannot be used: ${unfit.message}`, 'Correct --base-url.');
  }
  const key = provider === 'embedded' ? undefined : environment[keyEnv];
  if (provider === 'openai' && !key) {
    throw new CommandError(
      `provider openai needs a key, and ${keyEnv} is not set`,
      `Set ${keyEnv}, or name another variable with --key-env.`,
    );
  }
  const webhookSecret = environment['OPENAI_WEBHOOK_SECRET'];
  return {
    context: {
      provider,
      ...(baseUrl && { baseUrl }),
      ...(baseModel && { baseModel }),
      ...(key && { keySecret: KEY_SECRET }),
      ...(webhookSecret && { webhookSecret: WEBHOOK_SECRET }),
    },
    secrets: new Map([
      ...(key ? ([[KEY_SECRET, key]] as const) : []),
      ...(webhookSecret ? ([[WEBHOOK_SECRET, webhookSecret]] as const) : []),
    ]),
  };
}
