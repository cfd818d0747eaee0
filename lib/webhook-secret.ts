import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export interface WebhookSecretProps {
  /** Name of the secret in Secrets Manager whose whole value is the provider's `whsec_...`. @default webhooks are refused */
  readonly secretName?: string;
}

/** What the provider signs its webhooks with. */
export class WebhookSecret extends Construct {
  readonly #name: string;
  readonly #secret: ISecret | undefined;

  constructor(scope: Construct, id: string, { secretName }: WebhookSecretProps) {
    super(scope, id);
    this.#name = secretName ?? '';
    this.#secret = secretName ? Secret.fromSecretNameV2(this, 'Secret', secretName) : undefined;
  }

  /** Lets the function read the secret, and tells it which one it is. */
  grantRead(fn: LambdaFunction): void {
    this.#secret?.grantRead(fn);
    fn.addEnvironment('WEBHOOK_SECRET_NAME', this.#name);
  }
}
