/**
 * Why a job ends as `failed`: something that trying again cannot cure. The message tells where and what was expected; it
 * never quotes a user's text.
 */
export class JobFault extends Error {
  override readonly name = 'JobFault';
  readonly code: 'invalid_file_format' | 'invalid_n_examples' | 'state_lost' | 'server_error';
  readonly param: FileParam | null;
  constructor(code: JobFault['code'], message: string, param: JobFault['param']) {
    super(message);
    this.code = code;
    this.param = param;
  }
}

/** Which of a job's files is at fault, by the request's name for it. */
export type FileParam = 'training_file' | 'validation_file';
