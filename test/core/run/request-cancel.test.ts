import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { requestCancel } from '../../../core/run/request-cancel.ts';
import { endRunRecord, readRunRecord, updateRunRecord } from '../../../core/run/run-record.ts';
import { pollTuning } from '../../../core/tuning/poll-tuning.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { PaidHost } from '../../support/paid-host.ts';
import { plannedProviders } from '../../support/planned-providers.ts';
import { recordRun, recordRunWithJob } from '../../support/run-with-job.ts';

const clock = () => new Date('2026-11-22T10:00:00Z');
const run = 'sports-1';

let host: PaidHost;
let records: { store: MemoryStore; clock: typeof clock };
beforeEach(async () => {
  host = await new PaidHost().start();
  records = { store: new MemoryStore(), clock };
});
afterEach(() => host.stop());

describe('a run that is to be cancelled', () => {
  test('says since when and by whom; the first request stays', async () => {
    await recordRun(records, run);
    await requestCancel(records, run, 'first');
    await requestCancel(records, run, 'second');
    expect(await readRunRecord(records.store, run)).toMatchObject({
      status: 'queued',
      cancelRequested: { at: '2026-11-22T10:00:00.000Z', by: 'first' },
    });
  });

  test('promises neither an end nor a look once it is cancelled', async () => {
    await recordRun(records, run);
    const later = '2026-11-22T14:00:00.000Z';
    await updateRunRecord(records, run, { expectedEndAt: later, nextLookAt: later });
    expect(await endRunRecord(records, run, 'cancelled', {})).toMatchObject({
      finishedAt: clock().toISOString(),
      expectedEndAt: null,
      nextLookAt: null,
    });
  });

  test('does not go on to its next step, whatever became of its execution', async () => {
    await recordRunWithJob(records, run, host);
    await requestCancel(records, run, 'token default');
    const input = { run, classifier: 'sports', source: { key: 'uploads/sports/a.csv' }, force: false };
    const context = { ...records, providers: plannedProviders({}), deadline: new Date('2026-11-22T10:05:00Z') };
    await expect(pollTuning(context, input)).rejects.toMatchObject({
      name: 'JobCancelled',
      message: 'cancelled as token default asked',
    });
  });

  test.each(['succeeded', 'failed', 'blocked', 'cancelled'] as const)('is none that is %s', async (status) => {
    await recordRun(records, run);
    await endRunRecord(records, run, status, {});
    await expect(requestCancel(records, run, 'token default')).rejects.toMatchObject({ name: 'Conflict' });
  });
});
