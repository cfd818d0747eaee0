import { ENGINE_PREFIX, RUNS_PREFIX, TRAINED_PREFIX, UNRELEASED_PREFIX } from '../core/contract/keys.ts';

/** Prefixes that a function reads and writes which frees what a run has at its provider. */
export const RELEASE_ACCESS = [RUNS_PREFIX, UNRELEASED_PREFIX, TRAINED_PREFIX, ENGINE_PREFIX];
