import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { BUNDLES } from './function-bundles.ts';

export interface BundledFunctionProps {
  /** Folder in `functions/`, verb-noun. */
  readonly name: string;
  readonly description: string;
  readonly timeout: Duration;
  /** In MiB. @default 256 */
  readonly memorySize?: number;
  /** Room in /tmp, in GiB. @default 0.5 */
  readonly scratchSize?: number;
}

/** One Lambda function from its bundle, with its own role, its own log group and nothing granted yet. */
export class BundledFunction extends LambdaFunction {
  /** The folder in `functions/` that the function is made from. */
  readonly folder: string;
  /** The function's time-out in seconds: a task of the workflow waits longer than this. */
  readonly timeoutSeconds: number;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id, {
      description: props.description,
      code: Code.fromAsset(`${BUNDLES}/${props.name}`),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memorySize ?? 256,
      ...(props.scratchSize !== undefined && { ephemeralStorageSize: Size.gibibytes(props.scratchSize) }),
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup: new LogGroup(scope, `${id}Logs`, {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
    this.folder = props.name;
    this.timeoutSeconds = props.timeout.toSeconds();
  }
}

export const seconds = (count: number) => Duration.seconds(count);
