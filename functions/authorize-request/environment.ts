export { accessTokensEnvironment as environment } from '../../core/contract/access-tokens.ts';
