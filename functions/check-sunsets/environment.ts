import { bucketEnvironment, providerEnvironment } from '../../core/contract/environment.ts';

export const environment = bucketEnvironment.extend(providerEnvironment.shape);
