import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { CLASSIFIERS_PREFIX, driftPrefix, SERVED_PREFIX } from '../core/contract/keys.ts';
import {
  DRIFT_WARNINGS,
  METRICS_NAMESPACE,
  METRICS_SERVICE,
  SERVICE_DIMENSION,
} from '../core/contract/service-metrics.ts';
import type { ArtefactBucket } from './artefact-bucket.ts';
import { BundledFunction, seconds } from './bundled-function.ts';

/** Compares once a day what was served with what was trained on, and raises an alarm where they differ. */
export class DriftWatch extends Construct {
  constructor(scope: Construct, id: string, { bucket }: { readonly bucket: ArtefactBucket }) {
    super(scope, id);
    const reportDrift = new BundledFunction(this, 'ReportDrift', {
      name: 'report-drift',
      description: "Compares a day's answers with training",
      // A hundred thousand tallies, 32 at a time.
      timeout: seconds(600),
      memorySize: 512,
    });
    bucket.grant(reportDrift, {
      read: [CLASSIFIERS_PREFIX],
      write: [SERVED_PREFIX],
      put: [`${driftPrefix('*')}*`],
      remove: [`${driftPrefix('*')}*`],
    });

    new Schedule(this, 'Daily', {
      description: 'Reports the days that are over',
      schedule: ScheduleExpression.rate(Duration.days(1)),
      target: new LambdaInvoke(reportDrift, { retryAttempts: 2, maxEventAge: Duration.hours(1) }),
    });

    new Alarm(this, 'Drift', {
      alarmDescription:
        'A version is asked about other texts than it was trained on: see "labelsmith drift NAME" and the runbook',
      metric: new Metric({
        namespace: METRICS_NAMESPACE,
        metricName: DRIFT_WARNINGS,
        statistic: Stats.MAXIMUM,
        dimensionsMap: { [SERVICE_DIMENSION]: METRICS_SERVICE },
        period: Duration.days(1),
      }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 1,
      // Nobody asked, or nothing could be compared.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
