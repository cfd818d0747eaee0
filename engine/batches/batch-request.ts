import { z } from 'zod';
import type { BatchEndpoint } from '../records/batch-record.ts';

/** One line of a batch's input file. */
export interface BatchRequest {
  /** The client's own name for it. */
  readonly customId: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Why a line is no request that its batch could make. Quotes nothing of the line. */
export interface LineFault {
  readonly code: string;
  readonly message: string;
}

const MOST_ID_CHARACTERS = 512;

const requestLine = z.object({
  custom_id: z.string().min(1).max(MOST_ID_CHARACTERS),
  method: z.literal('POST'),
  url: z.string(),
  body: z.record(z.string(), z.unknown()),
});

/** What is expected of a field, and the code that OpenAI has for its fault. */
const FIELD_FAULTS: Readonly<Record<string, LineFault>> = {
  custom_id: {
    code: 'missing_required_parameter',
    message: `custom_id: expected a text of 1 to ${MOST_ID_CHARACTERS} characters`,
  },
  method: { code: 'invalid_method', message: 'method: expected "POST"' },
  url: { code: 'missing_required_parameter', message: 'url: expected the endpoint of the batch' },
  body: { code: 'missing_required_parameter', message: 'body: expected the request as a JSON object' },
};

/** Reads one line as a request to the batch's endpoint. */
export function parseRequest(line: Buffer, endpoint: BatchEndpoint): BatchRequest | LineFault {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch {
    return { code: 'invalid_json_line', message: 'the line is not JSON: every line must be one JSON object in UTF-8' };
  }
  const parsed = requestLine.safeParse(json);
  if (!parsed.success) {
    const field = String(parsed.error.issues[0]?.path[0] ?? '');
    return FIELD_FAULTS[field] ?? { code: 'invalid_json_line', message: 'the line is not a JSON object' };
  }
  const { custom_id, url, body } = parsed.data;
  if (url !== endpoint) return { code: 'mismatched_url', message: `url: expected ${endpoint}, the batch's endpoint` };
  return { customId: custom_id, body };
}

export const isFault = (parsed: BatchRequest | LineFault): parsed is LineFault => 'code' in parsed;
