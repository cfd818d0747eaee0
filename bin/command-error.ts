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
}

/** A failure that the command line explains in a sentence, with what to do about it. */
export class CommandError extends Error {
  readonly remedy: string;
  readonly exitCode: number;
  readonly passing: boolean;
  constructor(message: string, remedy: string, options: CommandErrorOptions = {}) {
    const { cause, exitCode = FAILED, name, passing = false } = options;
    super(message, { cause });
    this.name = name ?? 'CommandError';
    this.remedy = remedy;
    this.exitCode = exitCode;
    this.passing = passing;
  }
}
