import { expect } from '@jest/globals';
import { settingsKey } from '../../../core/contract/keys.ts';
import { STATES } from '../../../core/contract/workflow.ts';
import { refusal } from '../../support/host-faults.ts';
import type { Act } from '../../support/play.ts';
import { askedToWait, BEGUN, FAILED, hoursOf, ON, type Scenario, SUCCEEDED, WELL } from './scenario.ts';

const BLOCKED = [...BEGUN, 'Run blocked'];

/** A day by the calendar, which the scenarios before have moved on. */
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const writeSettings =
  (text: string): Act =>
  ({ store }, run) =>
    store.write(settingsKey(`sports-${run.replace('run-', '')}`), text);

/** Of creating one job, and never a second one. */
export const STARTING_SCENARIOS: readonly Scenario[] = [
  {
    name: 'finds the job whose creation was not answered',
    faults: [{ on: ON.create, moment: 'after', end: 'reset' }],
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
  },
  {
    name: 'finds the job whose creation was answered with 500',
    faults: [{ on: ON.create, moment: 'after', end: refusal(500, null) }],
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
  },
  {
    name: 'creates another job only when the first one cannot come any more',
    faults: [{ on: ON.create, end: 'reset' }],
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
    also: ({ run }) =>
      // The deadline of the function, 300 s, and two minutes.
      expect(Date.parse(run.finishedAt ?? '') - Date.parse(run.startedAt)).toBeGreaterThan(420_000),
  },
  ...[404, 405, 501].map((listsJobs) => ({
    name: `is blocked where a job may exist and the host answers ${listsJobs} when it is asked for its jobs`,
    ways: { listsJobs },
    faults: [{ on: ON.create, moment: 'after' as const, end: 'reset' as const }],
    states: BLOCKED,
    run: {
      status: 'blocked',
      reason: { code: 'JobUncertain', message: expect.any(String), remedy: expect.any(String) },
    },
    jobs: ['validating_files'],
    leaves: ['train.jsonl', 'validation.jsonl'],
  })),
  {
    name: 'finds its job by its file where the host forgets what a job was marked with',
    ways: { keepsMetadata: false },
    faults: [{ on: ON.create, moment: 'after', end: 'cut' }],
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
  },
  {
    name: 'waits for a file that the host is not done with',
    faults: [{ on: ON.create, end: refusal(400, 'invalid_file', 'File file-1 is not ready'), times: 3 }],
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
  },
  {
    name: 'leaves a host alone for as long as it asks before it starts a job, though that is longer than any retries',
    faults: [{ on: ON.create, end: { ...refusal(503, null), headers: { 'retry-after': '7200' } }, times: 2 }],
    states: askedToWait(WELL),
    run: { ...SUCCEEDED, silentSince: null },
    jobs: ['succeeded'],
    also: (passed) => {
      expect(hoursOf(passed)).toBeGreaterThanOrEqual(4);
      expect(passed.calls['start-tuning']).toBe(3);
    },
  },
  {
    name: 'does not wait for ever for a host that always asks for more time',
    play: { settings: { mostSilentHours: 12 } },
    faults: [{ on: ON.upload, end: { ...refusal(429, null), headers: { 'retry-after': '60' } }, times: 10_000 }],
    states: [...BEGUN, STATES.waitToStart, ...FAILED],
    run: {
      status: 'failed',
      reason: { code: 'ProviderUnavailable', message: expect.any(String), remedy: expect.any(String) },
    },
    jobs: [],
    also: (passed) => {
      expect(hoursOf(passed)).toBeGreaterThanOrEqual(12);
      expect(hoursOf(passed)).toBeLessThan(12 * 1.2 + 2);
      // A tenth longer each time from ten minutes on, and then the state machine's own retries.
      expect(passed.calls['start-tuning']).toBeLessThan(10 + 46 + 30);
    },
  },
  {
    name: 'is blocked before it costs more than its settings allow, with the command that raises the bound',
    play: { settings: { maxCostUsd: 5 } },
    states: BLOCKED,
    run: {
      status: 'blocked',
      reason: {
        code: 'TooExpensive',
        message: expect.stringMatching(/5/),
        remedy: expect.stringMatching(/labelsmith rerun/),
      },
    },
    jobs: [],
  },
  {
    name: 'is blocked when its base model goes out of service within a month',
    play: { before: { 'start-tuning': ({ host }) => Object.assign(host.ways, { models: { base: inDays(20) } }) } },
    states: BLOCKED,
    run: {
      status: 'blocked',
      reason: { code: 'ModelUnusable', message: expect.any(String), remedy: expect.stringMatching(/allowSunset/) },
    },
    jobs: [],
  },
  {
    name: 'is warned when its base model goes out of service within three months',
    play: { before: { 'start-tuning': ({ host }) => Object.assign(host.ways, { models: { base: inDays(60) } }) } },
    states: WELL,
    run: { ...SUCCEEDED, notes: [expect.stringMatching(/out of service on 20/)] },
    jobs: ['succeeded'],
  },
  {
    name: 'is blocked when the host refuses the job for good',
    faults: [{ on: ON.create, end: refusal(400, 'invalid_model') }],
    states: BLOCKED,
    run: {
      status: 'blocked',
      reason: { code: 'ProviderRefused', message: expect.any(String), remedy: expect.any(String) },
    },
    jobs: [],
  },
  {
    name: 'is blocked when its account has nothing left to spend, which no waiting cures',
    faults: [{ on: ON.create, end: refusal(429, 'insufficient_quota') }],
    states: BLOCKED,
    run: {
      status: 'blocked',
      reason: { code: 'ProviderRefused', message: expect.any(String), remedy: expect.stringMatching(/quota/) },
    },
    jobs: [],
  },
  {
    name: 'uploads again after a connection that was cut',
    faults: [{ on: ON.upload, end: 'reset', after: 1 }],
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
  },
  {
    name: 'keeps to what it began with when its settings name another provider half-way',
    play: { before: { 'start-tuning': writeSettings('{"provider": "embedded"}') } },
    states: WELL,
    run: { ...SUCCEEDED, provider: 'openai-compatible' },
    jobs: ['succeeded'],
  },
  {
    name: 'keeps to what it began with when its settings become unreadable half-way',
    play: { before: { 'start-tuning': writeSettings('{') } },
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
  },
  {
    name: 'survives the death of each of its functions',
    play: {
      deaths: {
        'prepare-dataset': 1,
        'start-tuning': 2,
        'poll-tuning': 2,
        'store-results': 1,
        'evaluate-candidate': 1,
        'decide-promotion': 1,
      },
    },
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
  },
  {
    name: 'fails when its dataset is lost before it starts, and makes no job',
    play: {
      before: { 'start-tuning': ({ store }, run) => store.remove(`runs/${run}/plan.json`) },
    },
    states: [...BEGUN.slice(0, -1), ...FAILED],
    run: {
      status: 'failed',
      reason: { code: 'BrokenArtefact', message: expect.any(String), remedy: expect.any(String) },
    },
    jobs: [],
  },
];
