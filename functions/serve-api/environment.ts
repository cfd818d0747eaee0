import { accessEnvironment } from '../../core/contract/api-access.ts';
import {
  bucketEnvironment,
  providerEnvironment,
  webhookEnvironment,
  workflowEnvironment,
} from '../../core/contract/environment.ts';

export const environment = bucketEnvironment.extend({
  ...workflowEnvironment.shape,
  ...providerEnvironment.shape,
  ...webhookEnvironment.shape,
  ...accessEnvironment.shape,
});
