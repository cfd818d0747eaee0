import { beforeEach, describe, expect, test } from '@jest/globals';
import { LabelsmithError } from '../../../core/errors.ts';
import { readRunRecord, updateRunRecord } from '../../../core/run/run-record.ts';
import { StillClaimed } from '../../../core/tuning/job-claim.ts';
import { pauseBeforeStart } from '../../../core/tuning/pause-before-start.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';
import { INPUT, prepareRunIn, RUN } from '../../support/prepared-run.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const clock = () => new Date(NOW);
const hoursAgo = (hours: number) => new Date(NOW - hours * 3_600_000).toISOString();
const busy = (retryAfterSeconds?: number) =>
  new LabelsmithError('ProviderUnavailable', 'provider openai answered 503', 'Wait.', { retryAfterSeconds });

let store: MemoryStore;
const pause = (error: unknown) =>
  pauseBeforeStart({ store, clock, deadline: clock(), providers: plannedProviders({}) }, INPUT, error);
beforeEach(async () => {
  store = new MemoryStore();
  const settings = { mostSilentHours: 5 };
  await prepareRunIn(store, { settings }, { provider: 'openai', baseUrl: '', baseModel: 'base' });
});

describe('a provider that was to start a job', () => {
  test('is left alone for as long as it asks, and the run says until when', async () => {
    await updateRunRecord({ store, clock }, RUN, { silentSince: hoursAgo(0) });
    expect(await pause(busy(1_800))).toBe(1_800);
    expect((await readRunRecord(store, RUN)).nextLookAt).toBe('2026-11-26T12:30:00.000Z');
  });

  test('is asked less and less often the longer it is silent', async () => {
    await updateRunRecord({ store, clock }, RUN, { silentSince: hoursAgo(4) });
    expect(await pause(busy(60))).toBe(0.1 * 4 * 3_600);
  });

  test.each([
    ['names no pause', busy(), 1],
    ['has been silent for as long as the plan allows', busy(60), 5],
    ['refuses for good', new LabelsmithError('ProviderRefused', 'no', '', { retryAfterSeconds: 60 }), 0],
    ['is not at fault: another attempt may still create the job', new StillClaimed(RUN), 0],
    ['is not at fault: something broke', new TypeError('broken'), 0],
  ])('is left to the state machine where it %s', async (_what, error, silentHours) => {
    await updateRunRecord({ store, clock }, RUN, { silentSince: hoursAgo(silentHours) });
    expect(await pause(error)).toBeUndefined();
    expect((await readRunRecord(store, RUN)).nextLookAt).toBeNull();
  });
});
