import { FAILED } from './terminal/exit-codes.ts';

/** What a {@link CommandError} may say beyond its sentence. */
export interface CommandErrorOptions {
  /** What other programs recognise the failure by. @default 'CommandError' */
  readonly name?: string;
  /** What the process ends with. @default 1 */
  readonly exitCode?: number;
  /** It may go away by itself: asking again later makes sense. @default false */
  readonly passing?: boolean;
  readonly cause?: unknown;
  /** What was done before it failed, as fields of the JSON document that tells of it. @default nothing */
  readonly partial?: object | undefined;
}

/** A failure that the command line explains in a sentence, with what to do about it. */
export class CommandError extends Error {
  readonly remedy: string;
  readonly exitCode: number;
  readonly passing: boolean;
  readonly partial: object | undefined;
  constructor(message: string, remedy: string, options: CommandErrorOptions = {}) {
    const { cause, exitCode = FAILED, name, passing = false } = options;
    super(message, { cause });
    this.name = name ?? 'CommandError';
    this.remedy = remedy;
    this.exitCode = exitCode;
    this.passing = passing;
    this.partial = options.partial;
  }

  /** The same failure, told with more. */
  retold(message: string, partial = this.partial): CommandError {
    const { exitCode, name, passing, remedy } = this;
    return new CommandError(message, remedy, { cause: this, exitCode, name, passing, partial });
  }
}
