import { Construct } from 'constructs';
import {
  BASELINES_PREFIX,
  CLASSIFIERS_PREFIX,
  DATASETS_PREFIX,
  ENGINE_PREFIX,
  RUNS_PREFIX,
  TRAINED_PREFIX,
  UPLOADS_PREFIX,
} from '../../core/contract/keys.ts';
import type { ArtefactBucket } from '../artefact-bucket.ts';
import { BundledFunction, seconds } from '../bundled-function.ts';
import { RELEASE_ACCESS } from '../release-access.ts';
import type { TuningProvider } from '../tuning-provider.ts';

export interface WorkflowFunctionsProps {
  readonly bucket: ArtefactBucket;
  readonly provider: TuningProvider;
}

/** The workers of the training workflow, one function a step, each with access to just what its step reads and writes. */
export class WorkflowFunctions extends Construct {
  readonly prepareDataset: BundledFunction;
  readonly startTuning: BundledFunction;
  readonly pollTuning: BundledFunction;
  readonly storeResults: BundledFunction;
  readonly evaluateCandidate: BundledFunction;
  readonly decidePromotion: BundledFunction;
  readonly recordFailure: BundledFunction;

  constructor(scope: Construct, id: string, { bucket, provider }: WorkflowFunctionsProps) {
    super(scope, id);
    this.prepareDataset = new BundledFunction(this, 'PrepareDataset', {
      name: 'prepare-dataset',
      description: 'Reads, checks, cleans, splits and writes an uploaded file',
      timeout: seconds(600),
      memorySize: 2048,
      // The largest upload, 2 GiB, and the two files that are made of it.
      scratchSize: 6,
    });
    this.startTuning = new BundledFunction(this, 'StartTuning', {
      name: 'start-tuning',
      description: 'Uploads the dataset to the provider and creates one fine-tuning job',
      timeout: seconds(300),
      memorySize: 1024,
      // One of the two files of a dataset at a time, of 512 MB at most.
      scratchSize: 1,
    });
    this.pollTuning = new BundledFunction(this, 'PollTuning', {
      name: 'poll-tuning',
      description: 'Looks at the job and records its progress; with the embedded engine, trains',
      // The embedded engine trains inside this function: its memory also decides its share of a CPU.
      timeout: seconds(300),
      memorySize: 3008,
    });
    this.storeResults = new BundledFunction(this, 'StoreResults', {
      name: 'store-results',
      description: "Fetches and verifies the job's results",
      timeout: seconds(120),
      memorySize: 512,
    });
    this.evaluateCandidate = new BundledFunction(this, 'EvaluateCandidate', {
      name: 'evaluate-candidate',
      description: 'Measures the new model on held-out examples beside the champion',
      timeout: seconds(600),
      // 10,000 examples of 1,000 classes, the most there can be of both, take 2.1 GB as answered and as calibrated. More than
      // this not every account may have.
      memorySize: 3008,
    });
    this.decidePromotion = new BundledFunction(this, 'DecidePromotion', {
      name: 'decide-promotion',
      description: 'Registers the version and puts it into service if it is better',
      timeout: seconds(60),
      // For the report: an evaluation of 1,000 classes takes 400 MB.
      memorySize: 1024,
    });
    this.recordFailure = new BundledFunction(this, 'RecordFailure', {
      name: 'record-failure',
      description: 'Writes why a run ended and frees what it held at the provider',
      timeout: seconds(300),
      memorySize: 512,
    });

    bucket.grant(this.prepareDataset, {
      // Whether a job can be taken over: the embedded engine's models are in the bucket.
      read: [UPLOADS_PREFIX, CLASSIFIERS_PREFIX, TRAINED_PREFIX, ENGINE_PREFIX],
      write: [DATASETS_PREFIX, RUNS_PREFIX],
    });
    bucket.grant(this.startTuning, {
      read: [DATASETS_PREFIX, CLASSIFIERS_PREFIX],
      write: RELEASE_ACCESS,
    });
    bucket.grant(this.pollTuning, { write: [RUNS_PREFIX, TRAINED_PREFIX, ENGINE_PREFIX] });
    bucket.grant(this.storeResults, { write: RELEASE_ACCESS });
    bucket.grant(this.evaluateCandidate, {
      read: [DATASETS_PREFIX, CLASSIFIERS_PREFIX, ENGINE_PREFIX],
      write: [RUNS_PREFIX, BASELINES_PREFIX],
    });
    bucket.grant(this.decidePromotion, { read: [DATASETS_PREFIX], write: [RUNS_PREFIX, CLASSIFIERS_PREFIX] });
    bucket.grant(this.recordFailure, { write: RELEASE_ACCESS });

    provider.grantUse(this.prepareDataset);
    provider.grantUse(this.startTuning);
    provider.grantUse(this.pollTuning);
    provider.grantUse(this.storeResults);
    provider.grantUse(this.evaluateCandidate);
    provider.grantUse(this.recordFailure);
  }
}
