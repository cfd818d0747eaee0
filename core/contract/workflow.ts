import { z } from 'zod';
import { classifierName, runId } from './names.ts';
import { runSource } from './run.ts';

/** The states of the training workflow, as an operator reads them. */
export const STATES = {
  prepare: 'Prepare dataset',
  worthTuning: 'Worth tuning?',
  startTuning: 'Start tuning',
  tuningStarted: 'Tuning started?',
  waitToStart: 'Wait to start tuning',
  wait: 'Wait for tuning',
  pollTuning: 'Poll tuning',
  tuningFinished: 'Tuning finished?',
  storeResults: 'Store results',
  resultsStored: 'Results stored?',
  waitForResults: 'Wait for results',
  evaluate: 'Evaluate candidate',
  candidateScored: 'Candidate scored?',
  decide: 'Decide promotion',
  recordFailure: 'Record failure',
  complete: 'Run complete',
  blocked: 'Run blocked',
  failed: 'Run failed',
} as const;

/**
 * What travels through the state machine. Only references: texts, metrics and reports stay in the bucket, since a
 * payload may hold 256 KiB at most and is kept in the execution's history.
 */
export const workflowInput = z.object({
  run: runId,
  classifier: classifierName,
  source: runSource,
  /** Train even when a version trained on this dataset with these settings exists. */
  force: z.boolean(),
});
export type WorkflowInput = z.infer<typeof workflowInput>;

/** `tune`: go on. `blocked`: a person must change something. `known`: this very version exists already. */
export const prepareOutput = z.object({ outcome: z.enum(['tune', 'blocked', 'known']) });
export type PrepareOutput = z.infer<typeof prepareOutput>;

/**
 * `waiting` until the job has ended; only then is there anything to store. A job that an earlier run paid for may have ended
 * before this one starts. `blocked`: there is no job, a person must act. `busy`: there is none yet, and the provider asks to be
 * left alone for so long.
 */
export const tuningOutput = z.object({
  outcome: z.enum(['waiting', 'ended', 'blocked', 'busy']),
  waitSeconds: z.int().min(0),
});
export type TuningOutput = z.infer<typeof tuningOutput>;

/** `late`: the provider has no results yet, and they are asked for again. `stored`: they are there, or given up with a note. */
export const storeOutput = z.object({ outcome: z.enum(['stored', 'late']), waitSeconds: z.int().min(0) });
export type StoreOutput = z.infer<typeof storeOutput>;

/** `more`: the function's time was over before all examples were answered, and it goes on from there. */
export const evaluateOutput = z.object({ outcome: z.enum(['scored', 'more']), accuracy: z.number().nullable() });
export type EvaluateOutput = z.infer<typeof evaluateOutput>;

export const decideOutput = z.object({ version: z.int(), promoted: z.boolean() });
export type DecideOutput = z.infer<typeof decideOutput>;

/** What record-failure is told by the state machine: its input, and the error that a Catch put beside it. */
export const failureInput = workflowInput.extend({
  failure: z.object({ Error: z.string(), Cause: z.string().default('') }),
});
