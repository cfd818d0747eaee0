import { resolve } from 'node:path';
import { bundleFunctions } from '../lib/function-bundles.ts';

/** Bundles the functions once for all tests that synthesize the stack: two of them must not write the bundles at once. */
export default () => bundleFunctions(resolve(import.meta.dirname, '..'));
