import { bucketEnvironment } from '../../core/contract/environment.ts';

export const environment = bucketEnvironment;
