import { expect } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { readText } from '../../../core/store.ts';
import { parseResults } from '../../../core/tuning/results-table.ts';
import { MAINTENANCE, refusal } from '../../support/host-faults.ts';
import { goesWell, type JobGoes, type Passed, takeStep } from '../../support/play.ts';
import type { TrainingStage } from '../../support/training-stage.ts';
import { hoursOf, LATE, ON, type Scenario, SUCCEEDED, WELL } from './scenario.ts';

const CSV = 'step,train_loss\n1,0.5\n2,0.25\n';
const HOSTILE =
  'step,train_loss,=cmd(),+a,-b,@x,"\t=y","\r=z"\n1,-0.5,=1+1,+1,-1,@x,"\t=1","\r=1"\n2,-0.25,"=HYPERLINK(""u"")",+a,-b,@,,\n';
const EMPTY = { status: 200, body: '' };

const succeedsWith =
  (content: string): JobGoes =>
  (job, look, host) =>
    look === 1 ? goesWell(job, 1, host) : job.status === 'succeeded' || host.succeed(job, content);

const checkpoint = (job: string, step: number) => ({
  id: `ckpt-${step}`,
  created_at: 1,
  fine_tuned_model_checkpoint: `ft:ckpt-${step}`,
  fine_tuning_job_id: job,
  step_number: step,
  metrics: { train_loss: 0.5 },
});

/** What `results.csv` says, by its rows' numbers. */
const resultsOf = async ({ run }: Passed, { store }: TrainingStage) =>
  parseResults((await readText(store, `runs/${run.run}/results.csv`)) ?? '');

const hasTable = async (passed: Passed, stage: TrainingStage) => {
  const rows = await resultsOf(passed, stage);
  expect(rows[0]).toMatchObject({ step: 1, train_loss: 0.5 });
  expect(rows.at(-1)).toMatchObject({ step: 2, 'classification/accuracy': 1, 'classification/f1.0': 1 });
  expect(passed.run.notes).toEqual([]);
};

const hasNoTable = async (passed: Passed, stage: TrainingStage) => {
  expect(await resultsOf(passed, stage)).toEqual([expect.objectContaining({ 'classification/accuracy': 1 })]);
  expect(passed.run.notes).toEqual([expect.stringMatching(/no table of losses and accuracies for job job-\d+ since/)]);
};

/** Of what is left of a job that has succeeded. */
export const RESULTS_SCENARIOS: readonly Scenario[] = [
  {
    name: "joins what it measured to the provider's table, and keeps that as it came",
    play: { jobGoes: succeedsWith(CSV) },
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
    also: async (passed, stage) => {
      await hasTable(passed, stage);
      expect(await readText(stage.store, `runs/${passed.run.run}/provider-results.csv`)).toBe(CSV);
      const job = JSON.parse((await readText(stage.store, `runs/${passed.run.run}/job.json`)) ?? '');
      expect(job).toMatchObject({ resultRows: 2, model: passed.run.model });
    },
  },
  {
    name: 'lets no spreadsheet take a cell of the provider for a formula, and leaves numbers as they are',
    play: { jobGoes: succeedsWith(HOSTILE) },
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
    also: async ({ run }, { store }) => {
      const [header = [], first, second] = parse((await readText(store, `runs/${run.run}/results.csv`)) ?? '');
      expect(header.slice(0, 8)).toEqual(['step', 'train_loss', "'=cmd()", "'+a", "'-b", "'@x", "'\t'=y", "'\r'=z"]);
      expect(first?.slice(0, 8)).toEqual(['1', '-0.5', "'=1+1", '+1', '-1', "'@x", "'\t'=1", "'\r'=1"]);
      expect(second?.slice(0, 8)).toEqual(['2', '-0.25', '\'=HYPERLINK("u")', "'+a", "'-b", "'@", '', '']);
      expect(second?.slice(header.indexOf('classification/accuracy'))[0]).toBe('1');
    },
  },
  {
    name: 'reads a table that comes as base64',
    play: { jobGoes: succeedsWith(Buffer.from(CSV).toString('base64')) },
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
    also: hasTable,
  },
  {
    name: 'asks again for a table that is late, however its absence is told',
    play: { jobGoes: succeedsWith(CSV) },
    faults: [EMPTY, MAINTENANCE, refusal(404, 'not_found'), refusal(500, null), 'cut' as const, 'reset' as const].map(
      (end) => ({
        on: ON.results,
        end,
      }),
    ),
    states: LATE,
    run: SUCCEEDED,
    jobs: ['succeeded'],
    also: hasTable,
  },
  {
    name: 'fetches a table that came twenty hours late',
    play: {
      jobGoes: (job, look, host) => {
        if (look === 1) return;
        if (job.status !== 'succeeded') {
          host.succeed(job, '');
          Object.assign(job, { ended: Date.now() });
        }
        const file = host.files.get(job.result_files?.[0] ?? '');
        if (file && Date.now() - Number(job['ended']) > 20 * 3_600_000) file.content = CSV;
      },
    },
    states: LATE,
    run: SUCCEEDED,
    jobs: ['succeeded'],
    also: async (passed, stage) => {
      await hasTable(passed, stage);
      expect(hoursOf(passed)).toBeGreaterThan(20);
    },
  },
  {
    name: 'asks the job again for a table that it names only later',
    play: {
      jobGoes: (job, look, host) => {
        if (look === 2) host.succeed(job, CSV);
        if (look === 2) Object.assign(job, { named: job.result_files, result_files: null });
        if (look === 6) job.result_files = job['named'] as string[];
      },
    },
    states: LATE,
    run: SUCCEEDED,
    jobs: ['succeeded'],
    also: hasTable,
  },
  {
    name: 'goes on after a day without a table, and says so',
    play: { jobGoes: succeedsWith('step,train_loss\n') },
    states: LATE,
    run: SUCCEEDED,
    jobs: ['succeeded'],
    also: async (passed, stage) => {
      await hasNoTable(passed, stage);
      expect(hoursOf(passed)).toBeGreaterThan(24);
    },
  },
  {
    name: 'waits an hour where the job names no result file at all',
    play: {
      jobGoes: (job, look, host) => {
        if (look === 2) host.succeed(job);
        job.result_files = [];
      },
    },
    states: LATE,
    run: SUCCEEDED,
    jobs: ['succeeded'],
    also: async (passed, stage) => {
      await hasNoTable(passed, stage);
      expect(hoursOf(passed)).toBeLessThan(3);
    },
  },
  {
    name: 'asks again for checkpoints and events that a host does not give just now, and goes on with them',
    play: {
      jobGoes: (job, look, host) => {
        goesWell(job, look, host);
        job.checkpoints = [checkpoint(job.id, 2)];
        if (look === 3) takeStep(job, 2);
      },
    },
    faults: [
      { on: ON.checkpoints, end: refusal(503, null), times: 3 },
      { on: ON.events, end: 'reset', times: 5, after: 2 },
    ],
    states: LATE,
    run: { ...SUCCEEDED, progress: { step: 2, trainLoss: 0.5 }, notes: [] },
    jobs: ['succeeded'],
    also: async (passed, stage) => {
      expect(await resultsOf(passed, stage)).toContainEqual(expect.objectContaining({ 'classification/accuracy': 1 }));
      const job = JSON.parse((await readText(stage.store, `runs/${passed.run.run}/job.json`)) ?? '');
      expect(job.checkpoints).toMatchObject([{ step: 2 }]);
      expect(await readText(stage.store, `runs/${passed.run.run}/events.jsonl`)).toMatch(/Step 2/);
    },
  },
  {
    name: 'goes on after an hour without an answer about checkpoints and events, and says so',
    faults: [
      { on: ON.checkpoints, end: 'reset', times: 99 },
      { on: ON.events, end: refusal(503, null), times: 99, after: 2 },
    ],
    states: LATE,
    run: {
      ...SUCCEEDED,
      notes: [expect.stringMatching(/has had no checkpoints and no last events for job job-\d+ since 20/)],
    },
    jobs: ['succeeded'],
    also: (passed) => {
      expect(hoursOf(passed)).toBeGreaterThan(1);
      expect(hoursOf(passed)).toBeLessThan(3);
    },
  },
  {
    name: 'needs no checkpoints',
    faults: [{ on: ON.checkpoints, end: refusal(501, null), times: 9 }],
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
  },
  {
    name: 'measures every checkpoint that answers',
    play: {
      jobGoes: (job, look, host) => {
        goesWell(job, look, host);
        job.checkpoints = [1, 2].map((step) => checkpoint(job.id, step));
      },
    },
    states: WELL,
    run: SUCCEEDED,
    jobs: ['succeeded'],
    also: async (passed, stage) => {
      const rows = await resultsOf(passed, stage);
      // The last one is the model that training ended with: no checkpoint is called like it.
      expect(rows.map((row) => [row['step'], row['classification/accuracy']])).toEqual([
        [1, 1],
        [2, 1],
        [undefined, 1],
      ]);
    },
  },
];
