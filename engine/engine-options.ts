import type { Clock } from '../core/clock.ts';
import type { Workers } from '../core/learner/work.ts';
import type { Store } from '../core/store.ts';
import type { LoadTokenizer } from './engine-context.ts';
import type { Webhook } from './webhooks/outbox.ts';
import type { Post } from './webhooks/post-announcement.ts';

export interface EngineOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Reading a job trains it, within `budgetMs` and `softMs`: for where nothing lives between requests. @default false */
  readonly advanceOnRead?: boolean;
  /** Longest that one read of a job may take, in ms. @default 60,000 */
  readonly budgetMs?: number;
  /** After this long, in ms, a read of a job answers as soon as an epoch is done. @default four fifths of the budget */
  readonly softMs?: number;
  /** Who does the learner's work while jobs are trained. @default this thread */
  readonly workers?: Workers;
  /** Accepted bearer tokens. @default none is asked for */
  readonly apiKeys?: readonly string[];
  /** From 0 up to 1. @default Math.random */
  readonly random?: () => number;
  /** Who is told when a job or batch has ended; see {@link Engine.deliverWebhooks}. @default nobody */
  readonly webhooks?: readonly Webhook[];
  /** How webhooks are posted. @default the platform's fetch */
  readonly fetch?: Post;
  /** Told of every event of a job or batch that this engine has written. @default nobody is told */
  readonly reportEvent?: (id: string, message: string) => void;
  /** For clients that send `logit_bias`. @default `logit_bias` is not offered */
  readonly loadTokenizer?: LoadTokenizer;
  readonly limits?: {
    /** Requests that are answered at once; any more are told to come back later. @default 512 */
    readonly requests?: number;
    /** Jobs that wait or are in training at once; one more is refused with 429. @default 100 */
    readonly waitingJobs?: number;
  };
  /** Told of every fault behind a 500, since the answer says nothing of it. @default nobody is told */
  readonly reportFault?: (fault: unknown) => void;
}
