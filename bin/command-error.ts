/** A failure that the command line explains in a sentence, with what to do about it. The process ends with code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}
