import { readArtefact, writeArtefact } from '../../core/artefact.ts';
import { batchKey, isBatchId } from '../keys.ts';
import { type AdvanceOptions, advanceUnderLease, type Held } from '../leases/advance-under-lease.ts';
import { announcedEnd } from '../records/announcement-record.ts';
import { answeredOf, type BatchRecord, batchRecord, enterStatus, hasBatchEnded } from '../records/batch-record.ts';
import { answerPart } from './answer-part.ts';
import type { BatchContext } from './batch-context.ts';
import { removeParts, writeBatchFiles } from './batch-files.ts';
import { BatchInput } from './batch-input.ts';
import { validateInput } from './validate-input.ts';

/**
 * Answers a batch on, by one step at least, for as long as the options allow, unless it has ended or somebody else is at it.
 * @returns the batch as it is stored; undefined when there is none
 */
export async function advanceBatch(
  context: BatchContext,
  id: string,
  options: AdvanceOptions,
): Promise<BatchRecord | undefined> {
  const { store, clock, outbox, reportEvent } = context;
  const found = await readBatch(context, id);
  if (!found) return undefined;
  const input = new BatchInput(store, found.record.inputFile);
  let told = 'validating, 0 of 0 requests answered';
  const work = {
    read: () => readBatch(context, id),
    isAtRest: hasBatchEnded,
    step: (batch: BatchRecord) => takeStep(context, batch, input),
    async write(batch: BatchRecord, etag: string): Promise<Held<BatchRecord>> {
      // Before the end is written: whoever dies in between leaves an announcement of what has not happened, which waits.
      const end = announcedEnd.safeParse(`batch.${batch.status}`);
      if (end.success) await outbox.announce(id, end.data);
      const written = await writeArtefact(store, batchKey(id), batchRecord, batch, { etag });
      const news = `${batch.status}, ${answeredOf(batch)} of ${batch.total} requests answered`;
      if (news !== told) reportEvent(id, news);
      told = news;
      return { record: batch, etag: written.etag };
    },
    giveUp: (batch: BatchRecord) => enterStatus({ ...batch, faults: [GIVEN_UP] }, 'failed', clock()),
    tidyUp: async (batch: BatchRecord) => {
      if (hasBatchEnded(batch)) await removeParts(store, batch);
    },
  };
  try {
    return await advanceUnderLease(work, clock, options);
  } finally {
    await input.close();
  }
}

/** A batch as it is stored, with the etag that a conditional write needs. */
export async function readBatch(
  { store }: Pick<BatchContext, 'store'>,
  id: string,
): Promise<Held<BatchRecord> | undefined> {
  if (!isBatchId(id)) return undefined;
  const found = await readArtefact(store, batchKey(id), batchRecord);
  return found && { record: found.value, etag: found.etag };
}

/** The next step of a batch that has not ended: look at the file, answer a part of it, or write the files. */
async function takeStep(context: BatchContext, batch: BatchRecord, input: BatchInput): Promise<BatchRecord> {
  const { store, clock } = context;
  if (batch.status === 'validating') return validate(context, batch);
  if (batch.status !== 'in_progress') {
    const ended = await writeBatchFiles(store, batch, clock());
    const status = batch.status === 'cancelling' ? 'cancelled' : isExpired(batch) ? 'expired' : 'completed';
    return enterStatus(ended, status, clock());
  }
  const answered = await answerPart(context, batch, input);
  if (answeredOf(answered) >= batch.total) return enterStatus(answered, 'finalizing', clock());
  if (answeredOf(answered) > answeredOf(batch)) return answered;
  return enterStatus({ ...(await writeBatchFiles(store, answered, clock())), faults: [INPUT_GONE] }, 'failed', clock());
}

const GIVEN_UP = {
  code: 'server_error',
  line: null,
  message: 'the engine failed at this batch several times: its log has the reason. Create a new batch to try again',
};

const INPUT_GONE = {
  code: 'missing_file',
  line: null,
  message: 'the input file was removed before every request was answered: upload it again',
};

async function validate({ store, clock }: BatchContext, batch: BatchRecord): Promise<BatchRecord> {
  const { faults, ...facts } = await validateInput(store, batch);
  if (faults.length === 0) return enterStatus({ ...batch, ...facts }, 'in_progress', clock());
  return enterStatus({ ...batch, total: 0, faults: [...faults] }, 'failed', clock());
}

/** Whether the window closed before the last request was answered. */
const isExpired = ({ enteredAt, expiresAt }: BatchRecord): boolean =>
  enteredAt.finalizing !== undefined && Date.parse(enteredAt.finalizing) >= Date.parse(expiresAt);
