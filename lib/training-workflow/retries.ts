import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { ERROR_NAMES } from '../../core/errors.ts';

/**
 * Lambda did not run the function. Waits of 2, 4, 8, ... and then 300 seconds, each cut to a random part, bridge a quarter
 * of an hour of throttling or so.
 */
const LAMBDA_FAULTS: RetryProps = {
  errors: [
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.ClientExecutionTimeoutException',
    'Lambda.TooManyRequestsException',
    'Lambda.Unknown',
  ],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(300),
  maxAttempts: 12,
  jitterStrategy: JitterType.FULL,
};

/**
 * The provider or the bucket did not answer. Waits of 2, 4, 8, ... and then 300 seconds, 20 times, bridge an outage of
 * 2 + 4 + ... + 256 + 12 x 300 s, which is an hour and eight minutes.
 */
const PASSING_FAULTS: RetryProps = {
  errors: [ERROR_NAMES.ProviderUnavailable, ERROR_NAMES.StoreUnavailable],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(300),
  maxAttempts: 20,
};

/** What the product has decided: to do it again would end the same way. */
const DECIDED: RetryProps = {
  errors: [
    ERROR_NAMES.JobFailed,
    ERROR_NAMES.JobCancelled,
    ERROR_NAMES.JobStalled,
    ERROR_NAMES.KeyRefused,
    ERROR_NAMES.ProviderRefused,
    ERROR_NAMES.Conflict,
    ERROR_NAMES.ChampionChanged,
    ERROR_NAMES.InvalidInput,
    ERROR_NAMES.NotFound,
  ],
  maxAttempts: 0,
};

/**
 * A function that died or took too long, and every error that nobody thought of: a library's, or a bug. All steps may be
 * done again, and a job that is paid for must not be given up for one stumble. Waits of 10, 20, 40, 80 and 160 seconds.
 */
const ANYTHING_ELSE: RetryProps = {
  errors: ['States.ALL'],
  interval: Duration.seconds(10),
  backoffRate: 2,
  maxAttempts: 5,
};

/** What every task does about errors, in the order in which the rules are asked. */
export const RETRIES: readonly RetryProps[] = [LAMBDA_FAULTS, PASSING_FAULTS, DECIDED, ANYTHING_ELSE];
