import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/** 48 of 62 letters and digits are 285 bits. */
const TOKEN_LENGTH = 48;

/** The bearer tokens of the HTTP API: one is generated, with every scope; further ones are added in the secret itself. */
export class AccessTokens extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description:
        'Bearer tokens of the Labelsmith API: {"name", "scopes", "token"}, or {"tokens": [...]} for several; each may have "expiresAt"',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ name: 'default', scopes: ['classify', 'read', 'manage'] }),
        generateStringKey: 'token',
        passwordLength: TOKEN_LENGTH,
        excludePunctuation: true,
      },
    });
  }

  /** Lets the function read the tokens, and tells it where they are. */
  grantRead(fn: LambdaFunction): void {
    this.secret.grantRead(fn);
    fn.addEnvironment('ACCESS_TOKENS_SECRET_ARN', this.secret.secretArn);
  }
}
