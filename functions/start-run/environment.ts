import * as z from 'zod/mini';
import { bucketEnvironment, workflowEnvironment } from '../../core/contract/environment.ts';

export const environment = z.extend(bucketEnvironment, workflowEnvironment.shape);
