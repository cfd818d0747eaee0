/** An error of an AWS service as a client of it sees it: `__type` and `message` of a JSON protocol. */
export class ServiceError extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}
