import { expect } from '@jest/globals';
import { requestCancel } from '../../../core/run/request-cancel.ts';
import { readText } from '../../../core/store.ts';
import { refusal } from '../../support/host-faults.ts';
import type { HostJob, PaidHost } from '../../support/paid-host.ts';
import type { Act, JobGoes } from '../../support/play.ts';
import { BEGUN, FAILED, ON, type Scenario, STORED, SUCCEEDED, stays, TUNED, WAITING, WELL } from './scenario.ts';

const fails =
  (error: object | null, ...events: object[]): JobGoes =>
  (job) => {
    job.status = 'failed';
    job.error = error;
    job.events.splice(0, job.events.length, ...events);
  };
const warning = { id: 'event-9', created_at: 1_800_000_000, level: 'warn', data: null };
const broken =
  (file: string) =>
  ({ store }: { store: { write(key: string, text: string): unknown } }, run: string) =>
    store.write(`runs/${run}/${file}`, '{');
const reason = (code: string, message: RegExp = /\w/, remedy: RegExp = /\w/) => ({
  code,
  message: expect.stringMatching(message),
  remedy: expect.stringMatching(remedy),
});

const isCancelled: Act = ({ store }, run) => requestCancel({ store, clock: () => new Date() }, run, 'a person');

const succeedsAndIsCancelled: Act = (stage, run) => {
  const job = stage.host.jobs.find(({ request }) => Object(request['metadata']).labelsmith_token === run);
  if (job) stage.host.succeed(job);
  return isCancelled(stage, run);
};

function leavesNothingOf(host: PaidHost, [job]: readonly HostJob[]): void {
  expect(host.deletedModels).toContain(job?.fine_tuned_model);
  expect([...host.files.keys()]).not.toContain(job?.result_files?.[0]);
}

/** Of ends that are none anybody wished for. */
export const ENDING_SCENARIOS: readonly Scenario[] = [
  {
    name: 'fails with the reason that the provider names',
    play: {
      jobGoes: fails({ code: 'invalid_n_examples', message: 'Training file has 5 examples', param: 'training_file' }),
    },
    states: [...WAITING, ...FAILED],
    run: {
      status: 'failed',
      version: null,
      reason: reason('JobFailed', /invalid_n_examples: Training file has 5 examples/, /more examples/),
    },
    jobs: ['failed'],
  },
  {
    name: 'fails with the reason that only the events tell: moderation',
    play: {
      jobGoes: fails(
        {},
        { ...warning, message: 'This training file was blocked: too many examples were flagged by moderation' },
      ),
    },
    states: [...WAITING, ...FAILED],
    run: { status: 'failed', reason: reason('JobFailed', /flagged by moderation/, /embedded engine/) },
    jobs: ['failed'],
  },
  {
    name: 'fails when the quota is exhausted, and says who must pay',
    play: { jobGoes: fails({ code: 'exceeded_quota', message: 'You exceeded your current quota' }) },
    states: [...WAITING, ...FAILED],
    run: { status: 'failed', reason: reason('JobFailed', /exceeded_quota/, /quota|bill/) },
    jobs: ['failed'],
  },
  {
    name: 'keeps no row that the provider quotes',
    play: {
      jobGoes: fails(
        { code: 'invalid_training_file', message: 'Row 17: Dear Anna, "my card is 4111 1111 1111 1111" is not valid' },
        { ...warning, message: 'Row 17 is not valid: Dear Anna' },
      ),
    },
    states: [...WAITING, ...FAILED],
    run: { status: 'failed', reason: reason('JobFailed', /invalid_training_file: Row 17: \[\.\.\.\] is not valid/) },
    jobs: ['failed'],
    also: async ({ run }, { store }) => {
      for (const file of ['run.json', 'job.json', 'events.jsonl']) {
        expect([file, await readText(store, `runs/${run.run}/${file}`)]).toEqual([
          file,
          expect.not.stringMatching(/Anna|4111 /),
        ]);
      }
    },
  },
  {
    name: 'whose job is cancelled at the provider is cancelled',
    play: { jobGoes: stays('canceled') },
    states: [...WAITING, ...FAILED],
    run: { status: 'cancelled', reason: reason('JobCancelled') },
    jobs: ['canceled'],
  },
  {
    name: 'that is cancelled when its job has just succeeded leaves neither a model nor a table at the host',
    play: { before: { 'poll-tuning': succeedsAndIsCancelled }, jobGoes: () => undefined },
    states: [...WAITING, ...FAILED],
    run: { status: 'cancelled', reason: reason('JobCancelled'), unreleased: null },
    jobs: ['succeeded'],
    also: ({ jobs }, { host }) => leavesNothingOf(host, jobs),
  },
  {
    name: 'that is cancelled when its job has just succeeded is freed at the next try where the host does not answer',
    play: { before: { 'poll-tuning': succeedsAndIsCancelled }, jobGoes: () => undefined },
    faults: [{ on: /^DELETE \/v1\/models\//, end: refusal(503, null) }],
    states: [...WAITING, ...FAILED],
    run: { status: 'cancelled', reason: reason('JobCancelled'), unreleased: null },
    jobs: ['succeeded'],
    also: ({ jobs }, { host }) => leavesNothingOf(host, jobs),
  },
  {
    name: 'that is cancelled when its success was seen keeps the model, which the next run need not pay for again',
    play: { before: { 'store-results': isCancelled } },
    states: [...TUNED, 'Store results', ...FAILED],
    run: { status: 'cancelled', reason: reason('JobCancelled') },
    jobs: ['succeeded'],
    also: ({ jobs }, { host }) => expect(host.deletedModels).not.toContain(jobs[0]?.fine_tuned_model),
  },
  {
    name: 'whose execution is stopped is cancelled, and so is its job',
    play: { stopBefore: 'poll-tuning' },
    states: WAITING,
    run: { status: 'cancelled', reason: reason('Cancelled') },
    jobs: ['cancelled'],
    also: ({ ended }) => expect(ended).toBe('ABORTED'),
  },
  {
    name: 'whose execution runs out of time fails, and its job is cancelled',
    play: {
      jobGoes: stays('running'),
      settings: { mostIdleHours: 336 },
      edit: (definition) => ({ ...definition, TimeoutSeconds: 4 }),
    },
    states: TUNED,
    run: { status: 'failed', reason: reason('RunTimedOut', /time limit/, /two weeks/) },
    jobs: ['cancelled'],
    also: ({ ended }) => expect(ended).toBe('TIMED_OUT'),
  },
  {
    name: 'whose definition has a fault that no catch sees fails all the same',
    play: {
      edit: (definition) =>
        JSON.parse(JSON.stringify(definition).replaceAll('$.Payload.waitSeconds', '$.Payload.nowhere')),
    },
    states: BEGUN.slice(0, -1),
    run: { status: 'failed', reason: reason('States.Runtime') },
    jobs: ['cancelled'],
    also: ({ ended }) => expect(ended).toBe('FAILED'),
  },
  {
    name: 'fails when what it began with cannot be read',
    play: { before: { 'prepare-dataset': broken('plan.json') } },
    states: ['Prepare dataset', ...FAILED],
    run: { status: 'failed', reason: reason('BrokenArtefact', /plan\.json/) },
    jobs: [],
  },
  {
    name: 'fails when its job was overwritten before the results were stored',
    play: { before: { 'store-results': broken('job.json') } },
    states: [...TUNED, 'Store results', ...FAILED],
    run: { status: 'failed', reason: reason('BrokenArtefact', /job\.json/), unreleased: expect.stringMatching(/left/) },
    jobs: ['succeeded'],
    leaves: ['train.jsonl', 'validation.jsonl'],
  },
  {
    name: 'fails when its model does not answer',
    faults: [{ on: ON.predict, end: refusal(404, 'model_not_found'), times: 999 }],
    states: [...STORED, 'Evaluate candidate', ...FAILED],
    run: { status: 'failed', model: expect.stringMatching(/^ft:/), reason: reason('ProviderRefused') },
    jobs: ['succeeded'],
  },
  {
    name: 'fails when what it was judged by was overwritten',
    play: { before: { 'decide-promotion': broken('evaluation.json') } },
    states: [...STORED, 'Evaluate candidate', 'Candidate scored?', 'Decide promotion', ...FAILED],
    run: { status: 'failed', reason: reason('BrokenArtefact', /evaluation\.json/) },
    jobs: ['succeeded'],
  },
  {
    name: 'ends its record by the event where Record failure itself fails',
    play: { jobGoes: fails({ code: 'server_error', message: 'internal error' }), deaths: { 'record-failure': 99 } },
    states: [...WAITING, ...FAILED],
    run: { status: 'failed', reason: reason('JobFailed', /server_error/) },
    jobs: ['failed'],
  },
  {
    name: 'says what it could not free, and leaves it noted',
    play: { jobGoes: stays('running'), settings: { mostIdleHours: 1 } },
    faults: [{ on: ON.cancel, end: refusal(503, null), times: 99 }],
    states: [...TUNED, ...FAILED],
    run: {
      status: 'failed',
      reason: reason('JobStalled'),
      unreleased: expect.stringMatching(/may be left .* tried again/),
    },
    jobs: ['running'],
    leaves: ['train.jsonl', 'validation.jsonl'],
  },
  {
    name: 'that has ended stays as it ended, whatever is told of it later, and however often',
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
    also: async ({ run }, stage) => {
      const before = await readText(stage.store, `runs/${run.run}/run.json`);
      for (const status of ['FAILED', 'ABORTED', 'ABORTED']) {
        const detail = { name: run.run, status, error: null, cause: null };
        await stage.call('record-failure', { 'detail-type': 'Step Functions Execution Status Change', detail });
      }
      const input = { run: run.run, classifier: run.classifier, source: run.source, force: false };
      await expect(stage.call('poll-tuning', input)).rejects.toMatchObject({ name: 'Conflict' });
      expect(await readText(stage.store, `runs/${run.run}/run.json`)).toBe(before);
    },
  },
];
