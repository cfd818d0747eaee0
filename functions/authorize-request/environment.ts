import { accessTokensEnvironment } from '../../core/contract/environment.ts';

export const environment = accessTokensEnvironment;
