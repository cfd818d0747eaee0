import { z } from 'zod';
import { timestamp } from '../../core/contract/names.ts';
import { lease } from '../leases/lease.ts';

/** What a batch may ask for. */
export const batchEndpoint = z.enum(['/v1/chat/completions', '/v1/completions']);
export type BatchEndpoint = z.infer<typeof batchEndpoint>;

const batchStatus = z.enum([
  'validating',
  'failed',
  'in_progress',
  'finalizing',
  'completed',
  'expired',
  'cancelling',
  'cancelled',
]);
export type BatchStatus = z.infer<typeof batchStatus>;

/** A fault of the input file; lines count from 1, null when the file as a whole is at fault. */
const inputFault = z.object({ code: z.string(), line: z.int().nullable(), message: z.string() });
export type InputFault = z.infer<typeof inputFault>;

/** Sums over the requests that have been answered. */
const batchTally = z.object({
  completed: z.int(),
  failed: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  /** Of the lines for the output file and for the error file. */
  outputBytes: z.int(),
  errorBytes: z.int(),
});
export type BatchTally = z.infer<typeof batchTally>;

export const EMPTY_TALLY: BatchTally = {
  completed: 0,
  failed: 0,
  inputTokens: 0,
  outputTokens: 0,
  outputBytes: 0,
  errorBytes: 0,
};

/** `engine/batches/<id>.json`: all of a batch but its answers, which lie beside it in parts until the batch ends. */
export const batchRecord = z.object({
  schema: z.literal('labelsmith.engine-batch.v1'),
  id: z.string(),
  createdAt: timestamp,
  /** When a status was entered. */
  enteredAt: z.partialRecord(batchStatus, timestamp),
  expiresAt: timestamp,
  status: batchStatus,
  endpoint: batchEndpoint,
  inputFile: z.string(),
  metadata: z.record(z.string(), z.string()).nullable(),
  /** Seconds from their making on after which the output files expire; null when they stay. */
  outputExpiresAfter: z.int().nullable(),
  faults: z.array(inputFault),
  lease: lease.nullable(),
  /** Times that a step failed for no known reason since the last one that succeeded. */
  failures: z.int(),
  /** Requests in the file; 0 until it has been read. */
  total: z.int(),
  /** The one model that all requests name; null when they name several. */
  model: z.string().nullable(),
  /** Parts written so far. */
  parts: z.int(),
  tally: batchTally,
  outputFile: z.string().nullable(),
  errorFile: z.string().nullable(),
});
export type BatchRecord = z.infer<typeof batchRecord>;

/** `engine/batches/<id>.part-<n>.json`: answers to requests that follow each other, as lines of the files to come. */
export const batchPart = z.object({
  schema: z.literal('labelsmith.engine-batch-part.v1'),
  output: z.string(),
  errors: z.string(),
  tally: batchTally,
});
export type BatchPart = z.infer<typeof batchPart>;

export const hasBatchEnded = ({ status }: BatchRecord): boolean =>
  ['failed', 'completed', 'expired', 'cancelled'].includes(status);

/** The batch in another status, from this moment on. */
export function enterStatus(batch: BatchRecord, status: BatchStatus, at: Date): BatchRecord {
  return { ...batch, status, enteredAt: { ...batch.enteredAt, [status]: at.toISOString() } };
}

/** Requests that have been answered. */
export const answeredOf = ({ tally }: BatchRecord): number => tally.completed + tally.failed;
