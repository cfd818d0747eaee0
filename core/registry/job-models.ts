import type { Job } from '../contract/job.ts';

/**
 * The models that a job has left at its provider: those of its checkpoints, as far as they are recorded, and its own. That
 * one comes last, since the embedded engine deletes the checkpoints with it.
 */
export const modelsOfJob = ({ checkpoints, model }: Pick<Job, 'checkpoints' | 'model'>): string[] => [
  ...checkpoints.map((checkpoint) => checkpoint.model),
  ...(model ? [model] : []),
];
