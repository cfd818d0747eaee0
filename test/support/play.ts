import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import type { Run } from '../../core/contract/run.ts';
import type { BucketFault } from './faulty-bucket.ts';
import type { HostJob, PaidHost } from './paid-host.ts';
import type { TrainingStage } from './training-stage.ts';

/** Something done once, right before a function is called. */
export type Act = (stage: TrainingStage, run: string) => unknown;

/** What becomes of a job at the host, from one look to the next, counted from 1. */
export type JobGoes = (job: HostJob, look: number, host: PaidHost) => void;

/** What happens in one pass of a run. */
export interface Play {
  /** @default 60 texts of each of two labels */
  readonly file?: string;
  readonly settings?: object;
  readonly force?: boolean;
  /** Moves the job on, right before it is looked at for the n-th time. @default a step, then success */
  readonly jobGoes?: JobGoes;
  /** By a function's folder. */
  readonly before?: Readonly<Record<string, Act>>;
  /** How often a function dies before it does anything, by its folder. Events still reach it. */
  readonly deaths?: Readonly<Record<string, number>>;
  /** What the bucket answers to some of the functions' requests. @default none */
  readonly bucketFault?: BucketFault;
  /** Changes the definition, for what no definition of ours should ever do. */
  readonly edit?: (definition: StateMachineDefinition) => StateMachineDefinition;
  /** Ends the execution from outside, right before a function is called. */
  readonly stopBefore?: string;
}

/** How it went. */
export interface Passed {
  /** The states that were come to, in order, each once. */
  readonly states: readonly string[];
  readonly run: Run;
  /** The run's jobs at the host, whatever became of them. */
  readonly jobs: readonly HostJob[];
  /** Names of the run's files that are still at the host, without the run's own. */
  readonly filesLeft: readonly string[];
  /** The run is still noted as having something at the host. */
  readonly isUnreleased: boolean;
  /** How often each function was called, by its folder. */
  readonly calls: Readonly<Record<string, number>>;
  /** How often the job was asked for. */
  readonly looks: number;
  /** How often the bucket answered with the planned fault. */
  readonly bucketFaults: number;
  /** How the execution ended, as Step Functions calls it. */
  readonly ended: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
}

/** A step in its first look, success in the second one. */
export function goesWell(job: HostJob, look: number, host: PaidHost): void {
  if (job.status !== 'succeeded' && look > 1) host.succeed(job);
  else if (look === 1) takeStep(job, 1);
}

/** The job runs, and says that it has come to a step. */
export function takeStep(job: HostJob, step: number): void {
  job.status = 'running';
  job.events.push({
    id: `event-${step}`,
    created_at: Math.floor(Date.now() / 1000),
    level: 'info',
    message: `Step ${step}: training loss=0.50`,
    data: { step, train_loss: 0.5 },
  });
}
