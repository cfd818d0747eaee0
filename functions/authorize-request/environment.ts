import { accessTokensEnvironment } from '../../core/contract/access-tokens.ts';

export const environment = accessTokensEnvironment;
