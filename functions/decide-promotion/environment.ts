export { bucketEnvironment as environment } from '../../core/contract/environment.ts';
