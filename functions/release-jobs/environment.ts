import { bucketEnvironment, providerEnvironment, workflowEnvironment } from '../../core/contract/environment.ts';

export const environment = bucketEnvironment.extend({ ...providerEnvironment.shape, ...workflowEnvironment.shape });
