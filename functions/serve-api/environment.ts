import * as z from 'zod/mini';
import { accessEnvironment } from '../../core/contract/api-access.ts';
import {
  bucketAndProviderEnvironment,
  webhookEnvironment,
  workflowEnvironment,
} from '../../core/contract/environment.ts';

export const environment = z.extend(bucketAndProviderEnvironment, {
  ...workflowEnvironment.shape,
  ...webhookEnvironment.shape,
  ...accessEnvironment.shape,
});
