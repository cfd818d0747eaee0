import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { MOST_REQUEST_MS } from '../core/contract/environment.ts';
import { hostAddress } from '../core/contract/host-address.ts';
import type { ProviderName } from '../core/contract/names.ts';

export interface TuningProviderProps {
  /** @default 'embedded' */
  readonly provider?: ProviderName;
  /** The `/v1` address of an `openai-compatible` host, without a name and a password. @default the provider's own */
  readonly baseUrl?: string;
  /** The model to tune. @default the provider's own choice */
  readonly baseModel?: string;
  /** Name of the secret in Secrets Manager that holds the API key as its whole value. @default none */
  readonly keySecretName?: string;
  /** How long one request to a provider may take, in ms. @default 60 000, which is the most */
  readonly timeoutMs?: number;
}

/** Who trains and serves unless a classifier's settings say otherwise. */
export class TuningProvider extends Construct {
  readonly #props: TuningProviderProps;
  readonly #key: ISecret | undefined;

  constructor(scope: Construct, id: string, props: TuningProviderProps) {
    super(scope, id);
    refuseAddress(props.baseUrl);
    this.#props = props;
    this.#key = props.keySecretName ? Secret.fromSecretNameV2(this, 'Key', props.keySecretName) : undefined;
  }

  /** Lets the function read the provider's key, and tells it who the provider is. */
  grantUse(fn: LambdaFunction): void {
    this.#key?.grantRead(fn);
    fn.addEnvironment('PROVIDER', this.#props.provider ?? 'embedded');
    fn.addEnvironment('PROVIDER_BASE_URL', this.#props.baseUrl ?? '');
    fn.addEnvironment('PROVIDER_BASE_MODEL', this.#props.baseModel ?? '');
    fn.addEnvironment('PROVIDER_KEY_SECRET', this.#props.keySecretName ?? '');
    fn.addEnvironment('PROVIDER_TIMEOUT_MS', String(this.#props.timeoutMs ?? MOST_REQUEST_MS));
  }
}

/** What is wrong with an address is told when the stack is made: deployed, no function would start with it. */
function refuseAddress(baseUrl: string | undefined): void {
  const [issue] = baseUrl ? (hostAddress.safeParse(baseUrl).error?.issues ?? []) : [];
  if (issue) throw new Error(`baseUrl cannot be used: ${issue.message}`);
}
