import type { Job } from '../contract/job.ts';
import { priceOf } from '../contract/prices.ts';

/**
 * What the provider takes for a job that has ended, in US dollars: the tokens that it says it trained on, each epoch's
 * counted, times the price of one. 0 where either is not known, as for hosts whose prices nobody here keeps.
 */
export const costOf = ({ baseModel, trainedTokens }: Pick<Job, 'baseModel' | 'trainedTokens'>): number =>
  ((trainedTokens ?? 0) / 1e6) * (priceOf(baseModel)?.training ?? 0);
