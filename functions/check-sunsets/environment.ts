export { bucketAndProviderEnvironment as environment } from '../../core/contract/environment.ts';
