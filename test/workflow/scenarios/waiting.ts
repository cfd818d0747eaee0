import { expect } from '@jest/globals';
import { readText } from '../../../core/store.ts';
import { MAINTENANCE, refusal } from '../../support/host-faults.ts';
import type { HostJob } from '../../support/paid-host.ts';
import { goesWell, type JobGoes, takeStep } from '../../support/play.ts';
import {
  askedToWait,
  FAILED,
  hoursOf,
  LATE,
  ON,
  type Scenario,
  SUCCEEDED,
  stays,
  TUNED,
  WAITING,
  WELL,
} from './scenario.ts';

const BUSY = { ...refusal(429, 'rate_limit_exceeded'), headers: { 'retry-after': '1' } };
const DOWN = refusal(503, null);

/** One status a look, then success. */
const through =
  (...statuses: string[]): JobGoes =>
  (job, look, host) => {
    const status = statuses[look - 1];
    if (status) job.status = status;
    else if (job.status !== 'succeeded') host.succeed(job);
  };

/** A step a look, until the job is so many hours old. */
const forHours =
  (hours: number): JobGoes =>
  (job, look, host) => {
    if (job.status === 'succeeded') return;
    if (ageHours(job) < hours) takeStep(job, look);
    else host.succeed(job);
  };
const ageHours = (job: HostJob) => (Date.now() / 1000 - Number(job['created_at'])) / 3_600;

/** Of jobs that take their time, and of hosts that say little about them. */
export const WAITING_SCENARIOS: readonly Scenario[] = [
  {
    name: 'waits through every status, also through one that nobody knows',
    play: { jobGoes: through('validating_files', 'queued', 'paused_for_review', 'notRunning', 'running') },
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
  },
  {
    name: 'follows a job for a day in at most 80 looks, and shows that it is alive',
    play: { jobGoes: forHours(24) },
    states: WELL,
    run: { ...SUCCEEDED, progress: { step: expect.any(Number), trainLoss: 0.5 }, silentSince: null },
    jobs: ['succeeded'],
    also: (passed) => {
      expect(hoursOf(passed)).toBeGreaterThan(24);
      expect(hoursOf(passed)).toBeLessThan(24 * 1.1 + 0.1);
      // Once more when its results are stored.
      expect(passed.looks).toBeLessThanOrEqual(80 + 1);
    },
  },
  {
    name: 'bears a host that is busy at every kind of request, and waits as long as it asks',
    faults: [ON.upload, ON.create, ON.job, ON.events, ON.results, ON.checkpoints, ON.predict].map((on) => ({
      on,
      end: BUSY,
    })),
    states: askedToWait(LATE),
    run: SUCCEEDED,
    jobs: ['succeeded'],
  },
  {
    name: 'outlives an outage of hours',
    faults: [{ on: ON.job, end: DOWN, times: 60, after: 1 }],
    states: WELL,
    run: { ...SUCCEEDED, silentSince: null },
    jobs: ['succeeded'],
    also: (passed) => expect(hoursOf(passed)).toBeGreaterThan(6),
  },
  {
    name: 'gives up a host that stays silent, says since when, and cancels what it pays for',
    play: { settings: { mostSilentHours: 2 }, jobGoes: stays('running') },
    faults: [{ on: ON.job, end: 'reset', times: 999, after: 1 }],
    states: [...TUNED, ...FAILED],
    run: {
      status: 'failed',
      silentSince: expect.any(String),
      reason: {
        code: 'ProviderUnavailable',
        message: expect.stringMatching(/told nothing of job job-\d+ since 20/),
        remedy: expect.any(String),
      },
    },
    jobs: ['cancelled'],
    also: (passed) => expect(hoursOf(passed)).toBeGreaterThan(2),
  },
  {
    name: 'is not shaken by answers that make no sense',
    faults: [MAINTENANCE, { status: 200, body: {} }, 'half-json' as const, 'cut' as const].map((end) => ({
      on: ON.job,
      end,
    })),
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
  },
  {
    name: 'is not shaken by what other hosts tell in other forms',
    play: {
      jobGoes: (job, look, host) => {
        if (look === 1) takeStep(job, 1.5);
        Object.assign(job, { trained_tokens: '12', result_files: null, error: {}, estimated_finish: 'soon' });
        job.checkpoints = [{ id: 'one', metrics: null }, {}];
        if (look > 1) host.succeed(job);
      },
    },
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
  },
  {
    name: 'outlives a key that was withdrawn, until the new one is let in',
    faults: [{ on: ON.job, end: refusal(401, 'invalid_api_key'), times: 20, after: 1 }],
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
  },
  {
    name: 'fails when no key is let in for longer than its settings allow',
    play: { settings: { mostSilentHours: 1 }, jobGoes: stays('running') },
    faults: [{ on: ON.job, end: refusal(401, 'invalid_api_key'), times: 999 }],
    states: [...TUNED, ...FAILED],
    run: {
      status: 'failed',
      reason: { code: 'KeyRefused', message: expect.any(String), remedy: expect.stringMatching(/key/) },
    },
    jobs: ['cancelled'],
  },
  {
    name: 'cancels a job that makes no progress for as long as its settings allow',
    play: { settings: { mostIdleHours: 3 }, jobGoes: (job, look) => look <= 3 && takeStep(job, look) },
    states: [...TUNED, ...FAILED],
    run: {
      status: 'failed',
      progress: { step: 3, trainLoss: 0.5 },
      reason: {
        code: 'JobStalled',
        message: expect.stringMatching(/no progress since .* 3 hours/),
        remedy: expect.any(String),
      },
    },
    jobs: ['cancelled'],
    also: (passed) => expect(hoursOf(passed)).toBeLessThan(3.5),
  },
  {
    name: 'needs no events',
    faults: [{ on: ON.events, end: refusal(501, null), times: 99 }],
    states: WELL,
    run: { ...SUCCEEDED, progress: null },
    jobs: ['succeeded'],
  },
  {
    name: 'keeps events that the host forgets',
    play: {
      jobGoes: (job, look, host) => {
        if (look === 2) job.events.length = 0;
        goesWell(job, look === 2 ? 0 : look, host);
      },
    },
    states: WELL,
    run: { ...SUCCEEDED, progress: { step: 1, trainLoss: 0.5 } },
    jobs: ['succeeded'],
    also: async ({ run }, { store }) =>
      expect(await readText(store, `runs/${run.run}/events.jsonl`)).toMatch(/Step 1: training loss=0.50/),
  },
  {
    name: 'waits for a model that the host names late',
    play: {
      jobGoes: (job, look, host) => {
        if (look === 1) job.status = 'succeeded';
        if (look === 4) host.succeed(job);
      },
    },
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
  },
  {
    name: 'fails when a job that has succeeded never names a model',
    play: {
      settings: { mostIdleHours: 2 },
      jobGoes: stays('succeeded'),
    },
    states: [...TUNED, ...FAILED],
    run: {
      status: 'failed',
      reason: { code: 'JobFailed', message: expect.stringMatching(/named no model/), remedy: expect.any(String) },
    },
    jobs: ['succeeded'],
  },
  {
    name: 'whose very first look is refused goes on',
    faults: [{ on: ON.job, end: refusal(404, 'not_found') }],
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
    also: ({ states }) => expect(states.slice(0, WAITING.length)).toEqual(WAITING),
  },
];
