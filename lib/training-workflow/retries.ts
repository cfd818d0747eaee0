import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { ERROR_NAMES } from '../../core/errors.ts';

/** Lambda itself stumbled, or the function died: what it did is idempotent, so it is simply done again. */
export const LAMBDA_FAULTS: RetryProps = {
  errors: [
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.ClientExecutionTimeoutException',
    'Lambda.TooManyRequestsException',
    'Lambda.Unknown',
    'Runtime.ExitError',
    'Sandbox.Timedout',
  ],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 4,
  jitterStrategy: JitterType.FULL,
};

/**
 * The provider or the bucket did not answer. Waits of 2, 4, 8, ... and then 300 seconds, 20 times, bridge an outage of
 * 2 + 4 + ... + 256 + 12 x 300 s, which is an hour and eight minutes.
 */
export const PASSING_FAULTS: RetryProps = {
  errors: [ERROR_NAMES.ProviderUnavailable, ERROR_NAMES.ResultsNotReady, ERROR_NAMES.StoreUnavailable],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(300),
  maxAttempts: 20,
};
