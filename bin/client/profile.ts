import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localProfile } from '../../core/contract/local-profile.ts';
import { CommandError } from '../command-error.ts';
import { commandLine } from '../invocation.ts';

/** Where the local cloud keeps its state, unless told otherwise. */
export const DEFAULT_DIRECTORY = '.labelsmith';

export interface ApiProfile {
  readonly endpoint: string;
  readonly token: string;
}

/**
 * How to reach the API: from `LABELSMITH_ENDPOINT` and `LABELSMITH_TOKEN`, else from the `local.json` of a local cloud.
 * @throws CommandError when there is neither
 */
export function readProfile(directory: string, environment: NodeJS.ProcessEnv): ApiProfile {
  const { LABELSMITH_ENDPOINT: endpoint, LABELSMITH_TOKEN: token } = environment;
  if (endpoint && token) return { endpoint: endpoint.replace(/\/$/, ''), token };
  const file = join(directory, 'local.json');
  try {
    return localProfile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new CommandError(
      `there is no local cloud in ${directory}: ${file} cannot be read`,
      `Start one with: ${commandLine('start', ...(directory === DEFAULT_DIRECTORY ? [] : ['--dir', directory]))} - or set LABELSMITH_ENDPOINT and LABELSMITH_TOKEN.`,
      { name: 'NotFound' },
    );
  }
}
