import { Command } from 'commander';
import { type ApiClient, createApiClient } from '../client/api-client.ts';
import { DEFAULT_DIRECTORY, readProfile } from '../client/profile.ts';
import { commandLine } from '../invocation.ts';

export interface ClientOptions {
  readonly dir: string;
  readonly json?: true;
}

/** A command that speaks to the HTTP API, with the options that all of these share. */
export function clientCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--dir <dir>', "the local cloud's directory", DEFAULT_DIRECTORY)
    .option('--json', 'print one JSON document on stdout, and nothing else');
}

export const clientOf = (options: ClientOptions): ApiClient => createApiClient(readProfile(options.dir, process.env));

/** Another command for the same local cloud, as it would be typed. */
export const hint = ({ dir }: Pick<ClientOptions, 'dir'>, ...words: readonly string[]): string =>
  commandLine(...words, ...(dir === DEFAULT_DIRECTORY ? [] : ['--dir', dir]));

/** {@link hint} for whoever does not know the options. */
export const hintFor =
  (options: Pick<ClientOptions, 'dir'>) =>
  (...words: readonly string[]): string =>
    hint(options, ...words);

/** Prints a result: as JSON when asked, else as its text for a person. */
export function print(options: ClientOptions, value: unknown, text: string): void {
  process.stdout.write(options.json ? `${JSON.stringify(value, null, 2)}\n` : `${text}\n`);
}
