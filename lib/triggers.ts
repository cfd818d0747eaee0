import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { UPLOADS_PREFIX } from '../core/contract/keys.ts';
import type { ArtefactBucket } from './artefact-bucket.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { TrainingWorkflow } from './training-workflow/training-workflow.ts';

export interface TriggersProps {
  readonly bucket: ArtefactBucket;
  readonly workflow: TrainingWorkflow;
  readonly startRun: BundledFunction;
  readonly recordFailure: BundledFunction;
  /** How often to look for something new to learn from. @default once a day */
  readonly schedule?: ScheduleExpression;
}

/** What starts a run without being asked over the API, and what notices the end of one that no Catch can see. */
export class Triggers extends Construct {
  constructor(scope: Construct, id: string, props: TriggersProps) {
    super(scope, id);
    const undelivered = new Queue(this, 'Undelivered', { enforceSSL: true, retentionPeriod: Duration.days(14) });
    for (const fn of [props.startRun, props.recordFailure]) {
      // EventBridge hands an event to Lambda and is done: failures of the function itself are Lambda's to repeat.
      fn.configureAsyncInvoke({ retryAttempts: 2, onFailure: new SqsDestination(undelivered) });
    }

    new Alarm(this, 'NotDelivered', {
      alarmDescription:
        'An event was given up on: an upload without a run, or an end that nobody recorded; see the runbook',
      metric: undelivered.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });

    new Rule(this, 'Uploaded', {
      description: 'A file of labelled texts was uploaded: start a run',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [props.bucket.bucket.bucketName] }, object: { key: [{ prefix: UPLOADS_PREFIX }] } },
      },
      targets: [new LambdaFunction(props.startRun, { retryAttempts: 8, maxEventAge: Duration.hours(6) })],
    });

    new Rule(this, 'Ended', {
      description: 'An execution ended without reaching its own Record failure: make run.json say so',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [props.workflow.stateMachine.stateMachineArn],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      targets: [new LambdaFunction(props.recordFailure, { retryAttempts: 8, maxEventAge: Duration.hours(6) })],
    });

    new Schedule(this, 'Daily', {
      description: 'Trains again what has new uploads since its last run',
      schedule: props.schedule ?? ScheduleExpression.rate(Duration.days(1)),
      target: new LambdaInvoke(props.startRun, {
        input: ScheduleTargetInput.fromObject({ cause: 'schedule' }),
        retryAttempts: 2,
        maxEventAge: Duration.hours(1),
      }),
    });
  }
}
