import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readArtefact } from '../../../core/artefact.ts';
import { runKey } from '../../../core/contract/keys.ts';
import { type Run, run as runSchema } from '../../../core/contract/run.ts';
import { releaseJobs } from '../../../core/run/release-jobs.ts';
import { requestCancel } from '../../../core/run/request-cancel.ts';
import { endRunRecord } from '../../../core/run/run-record.ts';
import type { Providers } from '../../../core/tuning/provider.ts';
import { listUnreleased } from '../../../core/tuning/unreleased.ts';
import { createProviders } from '../../../services/providers.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { PaidHost } from '../../support/paid-host.ts';
import { PlannedExecutions } from '../../support/planned-executions.ts';
import { recordRun, recordRunWithJob } from '../../support/run-with-job.ts';

let host: PaidHost;
let store: MemoryStore;
let executions: PlannedExecutions;
let now: number;
const clock = () => new Date(now);
const minutes = (count: number) => count * 60_000;

beforeEach(async () => {
  host = await new PaidHost().start();
  store = new MemoryStore();
  executions = new PlannedExecutions();
  now = Date.parse('2026-11-22T10:00:00Z');
});
afterEach(() => host.stop());

/** @param meanwhile done whenever a provider is turned to */
const look = (meanwhile: () => Promise<void> = async () => undefined) => {
  const environment = {
    PROVIDER: 'openai-compatible' as const,
    PROVIDER_BASE_URL: host.baseUrl,
    PROVIDER_BASE_MODEL: 'base',
    PROVIDER_KEY_SECRET: '',
    PROVIDER_TIMEOUT_MS: 10_000,
  };
  const made = createProviders(environment, store, clock);
  const providers: Providers = {
    ...made,
    training: async (choice) => {
      await meanwhile();
      return made.training(choice);
    },
  };
  return releaseJobs({ store, clock, providers, executions, deadline: new Date(now + minutes(5)) });
};
const recordOf = async (run: string): Promise<Run | undefined> =>
  (await readArtefact(store, runKey(run, 'run.json'), runSchema))?.value;
const records = () => ({ store, clock });

describe('a run that has ended', () => {
  test('and whose job goes on, is freed of it once the host answers again', async () => {
    const job = await recordRunWithJob(records(), 'sports-1', host);
    await endRunRecord(records(), 'sports-1', 'failed', {});
    host.faults.add({ on: /cancel/, end: { status: 503, body: {} }, times: 1 });
    expect(await look()).toEqual({ overdue: [], failures: [] });
    expect([job.status, (await recordOf('sports-1'))?.unreleased]).toEqual([
      'validating_files',
      expect.stringContaining('left at the provider'),
    ]);

    await look();
    expect([job.status, (await recordOf('sports-1'))?.unreleased]).toEqual(['cancelled', null]);
    expect([host.files.size, await listUnreleased(store)]).toEqual([0, []]);
  });

  test('is overdue when a day has passed in vain', async () => {
    await recordRunWithJob(records(), 'sports-1', host);
    await endRunRecord(records(), 'sports-1', 'failed', {});
    host.faults.add({ on: /cancel/, end: { status: 503, body: {} }, times: 2 });
    await look();
    now += minutes(60 * 25);
    expect((await look()).overdue).toEqual(['sports-1']);
    expect((await look()).overdue).toEqual([]);
  });
});

describe('a run that has not ended', () => {
  test('is left alone while its execution is under way', async () => {
    const job = await recordRunWithJob(records(), 'sports-1', host);
    executions.underWay('sports-1');
    await look();
    expect([executions.calls, job.status, (await recordOf('sports-1'))?.status]).toEqual([
      [],
      'validating_files',
      'running',
    ]);
  });

  test.each([
    ['failed', { underWay: false, stopped: false, error: 'States.Runtime', cause: 'a path' }, 'States.Runtime'],
    ['cancelled', { underWay: false, stopped: true, error: 'Operator', cause: 'maintenance' }, 'Cancelled'],
  ] as const)('is recorded as %s when the end of its execution was told to nobody', async (status, end, code) => {
    const job = await recordRunWithJob(records(), 'sports-1', host);
    executions.known.set('sports-1', end);
    await look();
    expect(await recordOf('sports-1')).toMatchObject({ status, reason: { code, message: end.cause } });
    await look();
    expect([job.status, await listUnreleased(store)]).toEqual(['cancelled', []]);
  });

  test('is started when nobody has started it for five minutes, and not before', async () => {
    await recordRun(records(), 'sports-1');
    await look();
    expect(executions.calls).toEqual([]);
    now += minutes(6);
    await look();
    await look();
    expect(executions.calls).toEqual(['start sports-1']);
  });

  test('and is to be cancelled, is stopped though the request to stop it was lost', async () => {
    await recordRunWithJob(records(), 'sports-1', host);
    executions.underWay('sports-1');
    await requestCancel(records(), 'sports-1', 'token default');
    await look();
    expect(executions.calls).toEqual(['stop sports-1']);
    await look();
    expect(await recordOf('sports-1')).toMatchObject({
      status: 'cancelled',
      reason: { message: 'cancelled as token default asked' },
    });
  });

  test('and is to be cancelled, is not started any more', async () => {
    await recordRun(records(), 'sports-1');
    await requestCancel(records(), 'sports-1', 'token default');
    now += minutes(6);
    await look();
    expect([executions.calls, (await recordOf('sports-1'))?.status]).toEqual([[], 'cancelled']);
  });
});

test('a run that cannot be looked at does not keep the others waiting', async () => {
  await recordRun(records(), 'sports-1');
  await recordRun(records(), 'sports-2');
  now += minutes(6);
  executions.faults.push(new Error('throttled'));
  expect((await look()).failures).toMatchObject([{ run: 'sports-1', error: { message: 'throttled' } }]);
  expect(executions.calls).toEqual(['start sports-1', 'start sports-2']);
});

test('runs that cannot be freed, and take long to say so, keep none of the others from their turn', async () => {
  const runs = Array.from({ length: 20 }, (_, index) => `sports-${index + 10}`);
  for (const run of runs) {
    await recordRunWithJob(records(), run, host);
    await endRunRecord(records(), run, 'failed', {});
  }
  host.faults.add({ on: /cancel/, end: { status: 503, body: {} }, times: 99 });
  const asked = new Set<string>();
  const turns: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const before = host.requests.length;
    // Whoever is asked lets so much time pass that nobody else can be begun with.
    await look(async () => {
      now += minutes(4);
    });
    const cancelled = host.requests.slice(before).filter((request) => request.endsWith('/cancel'));
    turns.push(cancelled.length);
    for (const request of cancelled) asked.add(request);
    now = Date.parse('2026-11-22T10:00:00Z') + minutes(10 * (turn + 1));
  }
  expect([asked.size, Math.max(...turns)]).toEqual([20, 8]);
});
