import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { BASELINES_PREFIX, DATASETS_PREFIX, deletionKey, versionsPrefix } from '../core/contract/keys.ts';
import {
  METRICS_NAMESPACE,
  METRICS_SERVICE,
  SERVICE_DIMENSION,
  UNRELEASED_RUNS,
} from '../core/contract/service-metrics.ts';
import { MINUTES_BETWEEN_RELEASES } from '../core/contract/unreleased.ts';
import type { ArtefactBucket } from './artefact-bucket.ts';
import { BundledFunction, seconds } from './bundled-function.ts';
import { RELEASE_ACCESS } from './release-access.ts';
import type { TrainingWorkflow } from './training-workflow/training-workflow.ts';
import type { TuningProvider } from './tuning-provider.ts';

export interface JobReleaseProps {
  readonly bucket: ArtefactBucket;
  readonly provider: TuningProvider;
  readonly workflow: TrainingWorkflow;
}

/** Takes care, every ten minutes, of runs that nobody else takes care of: no event that is lost leaves a job behind. */
export class JobRelease extends Construct {
  constructor(scope: Construct, id: string, { bucket, provider, workflow }: JobReleaseProps) {
    super(scope, id);
    const releaseJobs = new BundledFunction(this, 'ReleaseJobs', {
      name: 'release-jobs',
      description:
        'Frees what runs that have ended still have at a provider; starts and ends runs that were lost; removes what came late',
      timeout: seconds(300),
      memorySize: 512,
    });
    bucket.grant(releaseJobs, {
      // Which datasets are nobody's: what was written for a run after it had been deleted is removed.
      read: [versionsPrefix('*'), deletionKey('*')],
      write: [...RELEASE_ACCESS, DATASETS_PREFIX, BASELINES_PREFIX],
    });
    provider.grantUse(releaseJobs);
    workflow.grantStart(releaseJobs);
    workflow.grantStop(releaseJobs);

    const pause = Duration.minutes(MINUTES_BETWEEN_RELEASES);
    new Schedule(this, 'EveryTenMinutes', {
      description: 'Looks for runs that still have something at a provider',
      schedule: ScheduleExpression.rate(pause),
      // The next one comes soon enough.
      target: new LambdaInvoke(releaseJobs, { retryAttempts: 0, maxEventAge: pause }),
    });

    new Alarm(this, 'Unreleased', {
      alarmDescription:
        'A run has ended, and for a day its job or files at the provider could not be freed: see the runbook',
      metric: new Metric({
        namespace: METRICS_NAMESPACE,
        metricName: UNRELEASED_RUNS,
        statistic: Stats.MAXIMUM,
        dimensionsMap: { [SERVICE_DIMENSION]: METRICS_SERVICE },
        period: Duration.hours(1),
      }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
