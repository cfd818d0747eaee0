import { digest } from '../keys.ts';
import type { BatchRecord, BatchTally } from '../records/batch-record.ts';
import type { BatchContext } from './batch-context.ts';
import type { InputLine } from './batch-input.ts';
import { isFault, parseRequest } from './batch-request.ts';

/** A line of the output file, or of the error file when the request failed, with its line feed. */
export interface AnsweredLine {
  readonly isError: boolean;
  readonly line: string;
  readonly tokens: Pick<BatchTally, 'inputTokens' | 'outputTokens'>;
}

const NO_TOKENS = { inputTokens: 0, outputTokens: 0 };

/** Makes one request of a batch through the routes that answer over HTTP. */
export async function answerRequest(context: BatchContext, batch: BatchRecord, line: InputLine): Promise<AnsweredLine> {
  const parsed = parseRequest(line.bytes, batch.endpoint);
  if (isFault(parsed)) return refused(batch, line, '', parsed);
  if (context.clock().getTime() >= Date.parse(batch.expiresAt)) return refused(batch, line, parsed.customId, EXPIRED);
  if (parsed.body['stream']) return refused(batch, line, parsed.customId, STREAMING);
  const response = await context.answer(
    new Request(`http://engine.labelsmith.internal${batch.endpoint}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parsed.body),
    }),
  );
  const body: unknown = await response.json();
  const told = {
    id: idOf(batch, line),
    custom_id: parsed.customId,
    response: {
      status_code: response.status,
      request_id: `req_${digitsOf(batch, line)}`,
      body,
    },
    error: null,
  };
  return { isError: !response.ok, line: `${JSON.stringify(told)}\n`, tokens: response.ok ? tokensOf(body) : NO_TOKENS };
}

function refused(
  batch: BatchRecord,
  line: InputLine,
  customId: string,
  { code, message }: { readonly code: string; readonly message: string },
): AnsweredLine {
  const told = { id: idOf(batch, line), custom_id: customId, response: null, error: { code, message } };
  return { isError: true, line: `${JSON.stringify(told)}\n`, tokens: NO_TOKENS };
}

const EXPIRED = {
  code: 'batch_expired',
  message: 'This request could not be executed before the completion window expired.',
};
const STREAMING = { code: 'invalid_value', message: 'stream: expected false, since a batch writes whole answers' };

const idOf = (batch: BatchRecord, line: InputLine): string => `batch_req_${digitsOf(batch, line)}`;

/** The same for the same request, however often it is answered. */
const digitsOf = ({ id }: BatchRecord, { number }: InputLine): string => digest(24, id, String(number));

function tokensOf(body: unknown): AnsweredLine['tokens'] {
  const { usage } = body as { usage?: { prompt_tokens?: number; completion_tokens?: number } };
  return { inputTokens: usage?.prompt_tokens ?? 0, outputTokens: usage?.completion_tokens ?? 0 };
}
