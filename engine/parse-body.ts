import type { z } from 'zod';
import { ApiError } from './api-error.ts';

/** Longest JSON body, in bytes: a text of 5 MB fits, whatever a client escapes in it. */
export const MOST_JSON_BYTES = 16 * 2 ** 20;

/** What may be said of a body's fields in an answer: the API's own names have this form, a user's text seldom has. */
const FIELD_NAME = /^[A-Za-z0-9_]{1,40}$/;

/**
 * A request's body as its schema describes it. A refinement of the schema may carry `params: {code}` for the error.
 * @throws ApiError 413 when it is too long, 400 that names the first field at fault and what was expected there
 */
export async function parseBody<S extends z.ZodType>(request: Request, schema: S): Promise<z.output<S>> {
  const json = await readJson(request);
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw issue ? refusalOf(issue, json) : new ApiError(400, 'The body is not of the expected form');
}

async function readJson(request: Request): Promise<unknown> {
  const bytes = await readBounded(request);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ApiError(400, 'The body is not JSON: send a JSON object in UTF-8, with content-type application/json');
  }
}

/** Counts what arrives, since a length that a client declares proves nothing, and lets go as soon as it is too much. */
async function readBounded(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (Number(request.headers.get('content-length') ?? 0) > MOST_JSON_BYTES) throw tooLong();
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > MOST_JSON_BYTES) throw tooLong();
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

const tooLong = () =>
  new ApiError(413, `The body is too long: a JSON body may have ${MOST_JSON_BYTES} bytes (16 MB)`, {
    code: 'request_too_large',
  });

function refusalOf(issue: z.core.$ZodIssue, json: unknown): ApiError {
  if (issue.code === 'unrecognized_keys') {
    const param = pathName([...issue.path, issue.keys[0] ?? '']);
    return new ApiError(400, `Unknown parameter${param ? `: '${param}'` : ''}: leave it out, or correct its name`, {
      param,
      code: 'unknown_parameter',
    });
  }
  const param = pathName(issue.path);
  if (param !== null && valueAt(json, issue.path) === undefined) {
    return new ApiError(400, `Missing required parameter: '${param}'`, { param, code: 'missing_required_parameter' });
  }
  const code = issue.code === 'custom' && typeof issue.params?.['code'] === 'string' ? issue.params['code'] : null;
  return new ApiError(400, `Invalid ${param ?? 'body'}: ${issue.message}`, { param, code: code ?? 'invalid_value' });
}

/** `messages[0].role`, up to where a name is not one of the API's; null when nothing is left. */
function pathName(path: readonly PropertyKey[]): string | null {
  let name = '';
  for (const step of path) {
    if (typeof step === 'number') name += `[${step}]`;
    else if (typeof step === 'string' && FIELD_NAME.test(step)) name += name === '' ? step : `.${step}`;
    else break;
  }
  return name || null;
}

const valueAt = (json: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    json,
  );
