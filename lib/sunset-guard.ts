import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { championKey, deletionKey, ENGINE_MODELS_PREFIX, sunsetKey, versionsPrefix } from '../core/contract/keys.ts';
import {
  DAYS_UNTIL_SHUTDOWN,
  METRICS_NAMESPACE,
  METRICS_SERVICE,
  MODEL_DOES_NOT_ANSWER,
  SERVICE_DIMENSION,
} from '../core/contract/service-metrics.ts';
import { SUNSET_ALARM_DAYS } from '../core/contract/sunset.ts';
import type { ArtefactBucket } from './artefact-bucket.ts';
import { BundledFunction, seconds } from './bundled-function.ts';
import type { TuningProvider } from './tuning-provider.ts';

export interface SunsetGuardProps {
  readonly bucket: ArtefactBucket;
  readonly provider: TuningProvider;
}

/** Looks once a day whether every version in service goes on answering, and raises an alarm in time. */
export class SunsetGuard extends Construct {
  constructor(scope: Construct, id: string, { bucket, provider }: SunsetGuardProps) {
    super(scope, id);
    const checkSunsets = new BundledFunction(this, 'CheckSunsets', {
      name: 'check-sunsets',
      description: 'Looks whether the versions in service answer, and how much longer',
      timeout: seconds(600),
      // It loads models of the embedded engine, as evaluate-candidate does.
      memorySize: 1769,
    });
    bucket.grant(checkSunsets, {
      // Neither feedback nor the engine's files: those are texts.
      read: [championKey('*'), deletionKey('*'), versionsPrefix('*'), ENGINE_MODELS_PREFIX],
      put: [sunsetKey('*')],
      remove: [sunsetKey('*')],
    });
    provider.grantUse(checkSunsets);

    new Schedule(this, 'Daily', {
      description: 'Looks at every version in service',
      schedule: ScheduleExpression.rate(Duration.days(1)),
      target: new LambdaInvoke(checkSunsets, { retryAttempts: 2, maxEventAge: Duration.hours(1) }),
    });

    new Alarm(this, 'Sunset', {
      alarmDescription: `A version in service goes out of service within ${SUNSET_ALARM_DAYS} days: see "labelsmith versions NAME" and the runbook`,
      metric: daily(DAYS_UNTIL_SHUTDOWN, Stats.MINIMUM),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: SUNSET_ALARM_DAYS,
      evaluationPeriods: 1,
      // Most models have no date.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    new Alarm(this, 'NoAnswer', {
      alarmDescription: 'The model of a version in service does not answer: see the runbook',
      metric: daily(MODEL_DOES_NOT_ANSWER, Stats.MAXIMUM),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

const daily = (metricName: string, statistic: string) =>
  new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    statistic,
    dimensionsMap: { [SERVICE_DIMENSION]: METRICS_SERVICE },
    period: Duration.days(1),
  });
