import type { z } from 'zod';

type Status = 400 | 401 | 404 | 409 | 413 | 429 | 500 | 501;

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
  constructor(
    status: Status,
    message: string,
    { code = null, param = null }: { code?: string | null; param?: string | null } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
  }

  toResponse(): Response {
    const type = this.status >= 500 ? 'server_error' : 'invalid_request_error';
    const body: ApiErrorBody = { error: { message: this.message, type, param: this.param, code: this.code } };
    // What is not offered will not be offered a second later: the SDK repeats 5xx answers unless it is told not to.
    const headers = this.status === 501 ? { 'x-should-retry': 'false' } : undefined;
    return Response.json(body, { status: this.status, ...(headers && { headers }) });
  }
}

export const notOffered = (what: string): ApiError =>
  new ApiError(501, `${what} is not offered by the embedded engine, which trains and serves text classifiers only`, {
    code: 'not_offered',
  });

export const modelNotFound = (): ApiError =>
  new ApiError(404, 'The model does not exist: see GET /v1/models for those that do', {
    code: 'model_not_found',
    param: 'model',
  });

/**
 * A request's body as its schema describes it.
 * @throws ApiError 400 that names the first field at fault and what was expected there
 */
export async function parseBody<S extends z.ZodType>(request: Request, schema: S): Promise<z.output<S>> {
  let json: unknown;
  try {
    json = await request.json();
  } catch {
    throw new ApiError(400, 'The body is not JSON: send a JSON object with content-type application/json');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const param = issue?.path.join('.') || null;
  throw new ApiError(400, `Invalid ${param ?? 'body'}: ${issue?.message ?? 'not of the expected form'}`, {
    param,
    code: 'invalid_value',
  });
}
