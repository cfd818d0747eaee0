import { CommanderError } from 'commander';
import { FAILED, WRONG_USAGE } from './exit-codes.ts';

/** Why a command failed, as it is told to people and programs. */
export interface Failure {
  /** Stable, e.g. `UnusableSource`. */
  readonly name: string;
  readonly message: string;
  /** What to do; empty when nobody knows. */
  readonly remedy: string;
  readonly exitCode: number;
  /** What was done before, as fields of the JSON document. */
  readonly partial?: object;
}

/** What an error means for whoever called the command. Texts of users are in none of them. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '');
    return { name: 'WrongUsage', message, remedy: 'See the help of the command: --help.', exitCode: WRONG_USAGE };
  }
  const { exitCode, message, name, partial, remedy } = Object(error);
  return {
    name: typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' ? message : String(error),
    remedy: typeof remedy === 'string' ? remedy : '',
    exitCode: typeof exitCode === 'number' ? exitCode : FAILED,
    ...(typeof partial === 'object' && { partial }),
  };
}

/** What a command prints on stdout when it fails and JSON was asked for. */
export function failureDocument({ message, name, partial, remedy }: Failure) {
  return { schema: 'labelsmith.error.v1', error: { name, message, remedy }, ...partial };
}
