type Status = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 429 | 500 | 501;

interface ErrorDetails {
  /** Stable, for programs to compare. */
  readonly code?: string | null;
  /** The parameter at fault. */
  readonly param?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
}

/** A refusal in the shape that OpenAI's clients expect. Messages hold no text, key or token of a user's. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: Status;
  readonly code: string | null;
  readonly param: string | null;
  readonly #headers: Readonly<Record<string, string>>;
  constructor(status: Status, message: string, { code = null, param = null, headers = {} }: ErrorDetails = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
    this.#headers = headers;
  }

  toResponse(): Response {
    const body: ApiErrorBody = {
      error: { message: this.message, type: typeOf(this.status), param: this.param, code: this.code },
    };
    return Response.json(body, { status: this.status, headers: this.#headers });
  }
}

function typeOf(status: Status): string {
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

/** What is not offered will not be offered a second later: the SDK repeats 5xx answers unless it is told not to. */
export const notOffered = (what: string): ApiError =>
  new ApiError(501, `${what} is not offered by the embedded engine, which trains and serves text classifiers only`, {
    code: 'not_offered',
    headers: { 'x-should-retry': 'false' },
  });

export const modelNotFound = (): ApiError =>
  new ApiError(404, 'The model does not exist: see GET /v1/models for those that do', {
    code: 'model_not_found',
    param: 'model',
  });
