import type { Clock } from '../core/clock.ts';
import type { Encoding } from '../core/contract/prices.ts';
import type { Tokenizer } from '../core/dataset/tokens/tokenizer.ts';
import type { Pending } from './leases/pending.ts';
import type { ModelCache } from './model-cache.ts';
import type { BatchRecord } from './records/batch-record.ts';
import type { JobRecord } from './records/job-record.ts';
import type { TrainingContext } from './training/training-steps.ts';

/**
 * Gives the tokenizer of an encoding. Handed in and not imported, since the tables of the tokenizers weigh more than the
 * rest of the engine together, and a function that serves predictions has no need of them.
 */
export type LoadTokenizer = (encoding: Encoding) => Promise<Tokenizer>;

/** What the routes work with that answer texts. */
export interface AnsweringContext {
  readonly clock: Clock;
  readonly models: ModelCache;
  /** From 0 up to 1; for clients that ask for a temperature above 0 and give no seed. */
  readonly random: () => number;
  /** For clients that send `logit_bias`; undefined: they are refused. */
  readonly loadTokenizer: LoadTokenizer | undefined;
}

/** What every route works with. */
export interface EngineContext extends TrainingContext, AnsweringContext {
  readonly pendingJobs: Pending<JobRecord>;
  readonly pendingBatches: Pending<BatchRecord>;
  /** Jobs that may wait or be in training at once. */
  readonly mostWaitingJobs: number;
  /** Called when a client reads a job: trains on, where polling is what trains; else it only reads. */
  readonly lookAtJob: (id: string) => Promise<JobRecord | undefined>;
}
