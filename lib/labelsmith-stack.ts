import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ApiAccess } from '../core/contract/api-access.ts';
import {
  BASELINES_PREFIX,
  CLASSIFIERS_PREFIX,
  championKey,
  DATASETS_PREFIX,
  ENGINE_MODELS_PREFIX,
  ENGINE_PREFIX,
  historyPrefix,
  RUNS_PREFIX,
  SERVED_PREFIX,
  settingsKey,
  TRAINED_PREFIX,
  UNRELEASED_PREFIX,
  UPLOADS_PREFIX,
  versionsPrefix,
} from '../core/contract/keys.ts';
import { AlarmMail } from './alarm-mail.ts';
import { createRouteGuard } from './api-access.ts';
import { ArtefactBucket } from './artefact-bucket.ts';
import { BundledFunction, seconds } from './bundled-function.ts';
import { ClassifierApi, type Throttle } from './classifier-api.ts';
import { DriftWatch } from './drift-watch.ts';
import { JobRelease } from './job-release.ts';
import { SunsetGuard } from './sunset-guard.ts';
import { TrainingWorkflow } from './training-workflow/training-workflow.ts';
import { WorkflowFunctions } from './training-workflow/workflow-functions.ts';
import { Triggers } from './triggers.ts';
import { TuningProvider, type TuningProviderProps } from './tuning-provider.ts';
import { WebhookSecret } from './webhook-secret.ts';

export interface LabelsmithStackProps extends StackProps {
  /** Who trains and serves. @default the embedded engine */
  readonly tuning?: TuningProviderProps;
  /** Name of the secret that the provider signs its webhooks with. @default webhooks are refused */
  readonly webhookSecretName?: string;
  /** Who says whether a caller may use the HTTP API. @default bearer tokens of the stack's own */
  readonly access?: ApiAccess;
  /** @default 200 requests a second, 400 at once */
  readonly throttle?: Throttle;
  /** Address that alarms are mailed to. @default they are raised in CloudWatch and tell nobody */
  readonly alarmEmail?: string;
}

/** All of Labelsmith. It only composes: what a part is lies in the part's own file. */
export class LabelsmithStack extends Stack {
  constructor(scope: Construct, id: string, props: LabelsmithStackProps = {}) {
    super(scope, id, { description: 'Labelsmith: labelled text in, your own classifier API out', ...props });

    const bucket = new ArtefactBucket(this, 'Artefacts');
    const provider = new TuningProvider(this, 'Tuning', props.tuning ?? {});
    const steps = new WorkflowFunctions(this, 'Steps', { bucket, provider });
    const workflow = new TrainingWorkflow(this, 'Training', steps);

    const startRun = new BundledFunction(this, 'StartRun', {
      name: 'start-run',
      description: 'Starts one run a cause, however often the cause is told',
      timeout: seconds(60),
    });
    bucket.grant(startRun, { read: [UPLOADS_PREFIX, CLASSIFIERS_PREFIX], write: [RUNS_PREFIX, UNRELEASED_PREFIX] });
    workflow.grantStart(startRun);

    const classifyText = new BundledFunction(this, 'ClassifyText', {
      name: 'classify-text',
      description: 'Answers predictions, and nothing else',
      timeout: seconds(25),
      memorySize: 1769,
    });
    bucket.grant(classifyText, {
      // Not what classifiers learnt from: feedback, and the files of the engine, are texts.
      read: [championKey('*'), versionsPrefix('*'), settingsKey('*'), ENGINE_MODELS_PREFIX, BASELINES_PREFIX],
      // A canary that fails is taken out of the pointer, and the history says why.
      // What was answered is counted, for the drift report.
      put: [championKey('*'), `${historyPrefix('*')}*`, `${SERVED_PREFIX}*`],
    });
    provider.grantUse(classifyText);

    const serveApi = new BundledFunction(this, 'ServeApi', {
      name: 'serve-api',
      description: 'Answers everything under /v1 but predictions',
      timeout: seconds(25),
      memorySize: 512,
    });
    bucket.grant(serveApi, {
      // Whether somebody will take over what a cancelled run has trained.
      read: [TRAINED_PREFIX],
      // A model is deleted, and a job looked at or cancelled, where it is: the embedded engine's are in the bucket.
      write: [
        ...[RUNS_PREFIX, UNRELEASED_PREFIX, CLASSIFIERS_PREFIX, UPLOADS_PREFIX, ENGINE_PREFIX],
        // Written by others; a classifier is deleted with them.
        ...[DATASETS_PREFIX, TRAINED_PREFIX, BASELINES_PREFIX, SERVED_PREFIX],
      ],
    });
    provider.grantUse(serveApi);
    workflow.grantStart(serveApi);
    workflow.grantStop(serveApi);
    const { webhookSecretName: secretName } = props;
    new WebhookSecret(this, 'Webhook', secretName ? { secretName } : {}).grantRead(serveApi);

    new Triggers(this, 'Triggers', { bucket, workflow, startRun, recordFailure: steps.recordFailure });
    new JobRelease(this, 'Release', { bucket, provider, workflow });
    new SunsetGuard(this, 'Sunsets', { bucket, provider });
    new DriftWatch(this, 'DriftWatch', { bucket });
    const guard = createRouteGuard(this, props.access ?? { auth: 'token' });
    new ClassifierApi(this, 'Api', { classifyText, serveApi, guard, throttle: props.throttle });
    if (props.alarmEmail) new AlarmMail(this, 'AlarmMail', { address: props.alarmEmail });
    new CfnOutput(this, 'BucketName', { value: bucket.bucket.bucketName });
  }
}
