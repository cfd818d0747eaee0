import { costOf } from '../registry/training-cost.ts';
import type { RunFacts } from './run-facts.ts';

/**
 * What training cost in US dollars; null where there was no job, where it has not told its tokens, and where nobody here
 * knows the model's price. A job that another run has paid for cost this one nothing.
 */
export function spentUsd({ job, plan }: Pick<RunFacts, 'job' | 'plan'>): number | null {
  if (!job) return null;
  if (job.provider === 'embedded' || job.adoptedFrom !== null) return 0;
  const isPriced = plan?.estimate.costUsd !== null && plan !== null;
  return job.trainedTokens === null || !isPriced ? null : costOf(job);
}
