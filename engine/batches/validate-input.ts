import { setImmediate } from 'node:timers/promises';
import type { Store } from '../../core/store.ts';
import { LineTooLong, MOST_LINE_BYTES } from '../files/byte-streams.ts';
import { fileContentKey } from '../keys.ts';
import type { BatchRecord, InputFault } from '../records/batch-record.ts';
import { inputLines } from './batch-input.ts';
import { isFault, parseRequest } from './batch-request.ts';

/** OpenAI's limits for a batch: 50,000 requests and 200 MB. */
const MOST_REQUESTS = 50_000;
const MOST_INPUT_BYTES = 200 * 2 ** 20;
/** More faults than this tell nothing new. */
const MOST_FAULTS_TOLD = 100;
/** Lines read before other work in the process gets its turn. */
const LINES_A_TURN = 200;

export interface InputFacts {
  readonly total: number;
  /** The one model that all requests name; null when they name several, or none. */
  readonly model: string | null;
  /** Empty when every line is a request. */
  readonly faults: readonly InputFault[];
}

type InputOf = Pick<BatchRecord, 'inputFile' | 'endpoint'>;

/** Reads a batch's input file from end to end and says what keeps it from being answered. */
export async function validateInput(store: Store, input: InputOf): Promise<InputFacts> {
  const whole = await faultOfWhole(store, input.inputFile);
  if (whole) return { total: 0, model: null, faults: [whole] };
  try {
    return await validateLines(store, input);
  } catch (error) {
    if (!(error instanceof LineTooLong)) throw error;
    return { total: 0, model: null, faults: [tooLong(error.line)] };
  }
}

async function validateLines(store: Store, { inputFile, endpoint }: InputOf): Promise<InputFacts> {
  const faults: InputFault[] = [];
  const lineOfId = new Map<string, number>();
  const models = new Set<unknown>();
  let total = 0;
  for await (const { number, bytes } of inputLines(store, inputFile)) {
    total += 1;
    if (total > MOST_REQUESTS) return { total, model: null, faults: [tooManyRequests(number)] };
    if (total % LINES_A_TURN === 0) await setImmediate();
    const parsed = parseRequest(bytes, endpoint);
    if (isFault(parsed)) {
      faults.push({ ...parsed, line: number });
    } else {
      const first = lineOfId.get(parsed.customId);
      if (first === undefined) lineOfId.set(parsed.customId, number);
      else faults.push(duplicateId(number, first));
      if (models.size < 2) models.add(parsed.body['model']);
    }
  }
  if (total === 0) return { total, model: null, faults: [EMPTY_FILE] };
  const [model] = models;
  const one = models.size === 1 && typeof model === 'string' ? model : null;
  return { total, model: one, faults: faults.slice(0, MOST_FAULTS_TOLD) };
}

async function faultOfWhole(store: Store, inputFile: string): Promise<InputFault | undefined> {
  const found = await store.head(fileContentKey(inputFile));
  if (!found) return { code: 'missing_file', line: null, message: 'the input file no longer exists: upload it again' };
  if (found.size <= MOST_INPUT_BYTES) return undefined;
  return {
    code: 'file_too_large',
    line: null,
    message: `the input file has more than ${MOST_INPUT_BYTES} bytes (200 MB)`,
  };
}

const EMPTY_FILE: InputFault = { code: 'empty_file', line: null, message: 'the input file has no requests' };

const tooManyRequests = (line: number): InputFault => ({
  code: 'too_many_requests',
  line,
  message: `the input file has more than ${MOST_REQUESTS} requests: split it`,
});

const tooLong = (line: number): InputFault => ({
  code: 'invalid_json_line',
  line,
  message: `the line has more than ${MOST_LINE_BYTES} bytes (16 MB): every line must be one request`,
});

const duplicateId = (line: number, first: number): InputFault => ({
  code: 'duplicate_custom_id',
  line,
  message: `custom_id: the same as on line ${first}; expected another one for each request`,
});
