import type { JobRecord } from './job-record.ts';

/**
 * Steps are counted in batches, as OpenAI counts them: an epoch has as many as there are batches in the training file, the
 * last of which may be smaller; one, when nobody says how large a batch is. The learner itself looks at one example after the
 * other, so that the size of a batch changes the numbering and nothing else.
 */
function stepsAnEpoch({
  hyperparameters: { batch_size },
  facts,
}: Pick<JobRecord, 'hyperparameters' | 'facts'>): number {
  return typeof batch_size === 'number' && facts ? Math.ceil(facts.examples / batch_size) : 1;
}

/** The step at which an epoch ends. */
export const stepOf = (job: Pick<JobRecord, 'hyperparameters' | 'facts'>, epoch: number): number =>
  epoch * stepsAnEpoch(job);
