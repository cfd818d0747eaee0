import { setImmediate } from 'node:timers/promises';
import { requireArtefact, writeArtefact } from '../../core/artefact.ts';
import { onlyOnce } from '../../core/store.ts';
import { batchPartKey } from '../keys.ts';
import {
  answeredOf,
  type BatchPart,
  type BatchRecord,
  type BatchTally,
  batchPart,
  EMPTY_TALLY,
} from '../records/batch-record.ts';
import { answerRequest } from './answer-request.ts';
import type { BatchContext } from './batch-context.ts';
import type { BatchInput } from './batch-input.ts';

/** A part is written when it has so many requests, or so many bytes: what a killed process has to do again. */
const REQUESTS_A_PART = 500;
const BYTES_A_PART = 4 * 2 ** 20;

/**
 * Answers the next requests of a batch and writes them as one part. A part that is there already was written by a process
 * that could not record it any more: it stays as it is, and is what counts.
 */
export async function answerPart(context: BatchContext, batch: BatchRecord, input: BatchInput): Promise<BatchRecord> {
  const key = batchPartKey(batch.id, batch.parts);
  const part = await answerNext(context, batch, input);
  await onlyOnce(writeArtefact(context.store, key, batchPart, part, 'absent'));
  const { tally } = await requireArtefact(context.store, key, batchPart);
  return { ...batch, parts: batch.parts + 1, tally: sum(batch.tally, tally) };
}

async function answerNext(context: BatchContext, batch: BatchRecord, input: BatchInput): Promise<BatchPart> {
  const lines = { output: [] as string[], errors: [] as string[] };
  let tally = EMPTY_TALLY;
  for (let taken = answeredOf(batch); isRoomIn(tally); taken += 1) {
    const next = await input.lineAfter(taken);
    if (!next) break;
    const { isError, line, tokens } = await answerRequest(context, batch, next);
    (isError ? lines.errors : lines.output).push(line);
    const bytes = Buffer.byteLength(line);
    tally = sum(tally, {
      ...tokens,
      completed: isError ? 0 : 1,
      failed: isError ? 1 : 0,
      outputBytes: isError ? 0 : bytes,
      errorBytes: isError ? bytes : 0,
    });
    // Other requests to the process are answered in between.
    await setImmediate();
  }
  return {
    schema: 'labelsmith.engine-batch-part.v1',
    output: lines.output.join(''),
    errors: lines.errors.join(''),
    tally,
  };
}

const isRoomIn = ({ completed, failed, outputBytes, errorBytes }: BatchTally): boolean =>
  completed + failed < REQUESTS_A_PART && outputBytes + errorBytes < BYTES_A_PART;

const sum = (a: BatchTally, b: BatchTally): BatchTally => ({
  completed: a.completed + b.completed,
  failed: a.failed + b.failed,
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  outputBytes: a.outputBytes + b.outputBytes,
  errorBytes: a.errorBytes + b.errorBytes,
});
