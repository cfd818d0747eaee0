import { MOST_AUTO_EPOCHS } from '../../core/learner/fit.ts';
import type { JobRecord } from './job-record.ts';

/** Epochs that a job takes at most: those asked for; with `auto`, it may stop earlier. */
export const mostEpochs = ({ hyperparameters: { n_epochs } }: Pick<JobRecord, 'hyperparameters'>): number =>
  typeof n_epochs === 'number' ? n_epochs : MOST_AUTO_EPOCHS;
