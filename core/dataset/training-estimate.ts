import type { TrainingEstimate, TrainingSize } from './options.ts';

/** Passes over the training file: what OpenAI's services chose for files of a few thousand rows, and the notebook's job had. */
export const USUAL_EPOCHS = 4;

/** Loading, validating and writing the model, whatever the size. */
const FIXED_SECONDS = 1;
/** About what a linear model over words and characters needs on one core: 20 s for the 22 MB of newsgroups-20. */
const SECONDS_PER_BYTE = 1e-6;

/** What training costs with the embedded engine, roughly: nothing but some seconds. */
export function estimateEmbedded({ trainTokens, trainBytes }: TrainingSize): TrainingEstimate {
  return {
    costUsd: 0,
    seconds: Math.ceil(FIXED_SECONDS + trainBytes * SECONDS_PER_BYTE),
    billedTokens: trainTokens * USUAL_EPOCHS,
  };
}
