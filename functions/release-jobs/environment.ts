import * as z from 'zod/mini';
import { bucketAndProviderEnvironment, workflowEnvironment } from '../../core/contract/environment.ts';

export const environment = z.extend(bucketAndProviderEnvironment, workflowEnvironment.shape);
