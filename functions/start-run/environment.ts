import { bucketEnvironment, workflowEnvironment } from '../../core/contract/environment.ts';

export const environment = bucketEnvironment.extend(workflowEnvironment.shape);
