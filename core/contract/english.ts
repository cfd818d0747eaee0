import { config } from 'zod/v4/core';
import en from 'zod/v4/locales/en.js';

/**
 * What zod complains of is said in English. Its usual form brings these sentences by itself; its small form, which much of
 * the contract is in, has none: whoever tells a complaint imports this.
 */
config(en());
