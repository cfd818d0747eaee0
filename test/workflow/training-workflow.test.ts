import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { readChampion, rollBack } from '../../core/registry/champion.ts';
import { readText } from '../../core/store.ts';
import { asCsv, asJsonLines, labelledTexts } from '../support/labelled-texts.ts';
import { trainingDefinition } from '../support/training-definition.ts';
import { TrainingWorkflow, visitedStates } from '../support/training-workflow.ts';

const GOOD = asCsv(labelledTexts(60));
const TUNED = [
  'Prepare dataset',
  'Worth tuning?',
  'Start tuning',
  'Tuning started?',
  'Wait for tuning',
  'Poll tuning',
  'Tuning finished?',
];
const JUDGED = ['Store results', 'Evaluate candidate', 'Decide promotion', 'Run complete'];
const FAILED = ['Record failure', 'Run failed'];
/** The first bytes of a PNG picture. */
const PICTURE = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);

describe('a run', () => {
  test('of a good file ends with a version in service', async () => {
    const workflow = new TrainingWorkflow();
    const { states, run, jobs } = await workflow.pass('sports-1', 'good.csv', GOOD);
    expect(states).toEqual([...TUNED, ...JUDGED]);
    expect(run).toMatchObject({ status: 'succeeded', version: 1, promoted: true, provider: 'embedded', reason: null });
    expect(run.metrics?.accuracy).toBeGreaterThan(0.9);
    expect(run.progress).toMatchObject({ epoch: expect.any(Number), trainLoss: expect.any(Number) });
    expect(jobs).toBe(1);
    expect(workflow.store.keys()).toEqual(
      expect.arrayContaining([
        'classifiers/sports/champion.json',
        'classifiers/sports/versions/1.json',
        ...[
          'claim.json',
          'evaluation.json',
          'events.jsonl',
          'job.json',
          'predictions.jsonl',
          'preparation.json',
          'results.csv',
          'run.json',
        ].map((file) => `runs/sports-1/${file}`),
      ]),
    );
  });

  test('leaves no texts in what it records about itself', async () => {
    const workflow = new TrainingWorkflow();
    await workflow.pass('sports-1', 'good.csv', GOOD);
    for (const key of workflow.store.keys().filter((name) => /^(runs|classifiers)\//.test(name))) {
      expect([key, await readText(workflow.store, key)]).toEqual([key, expect.not.stringMatching(/goalie|pitcher/)]);
    }
  });

  test('with the same file again finds nothing new, unless it is forced', async () => {
    const workflow = new TrainingWorkflow();
    await workflow.pass('sports-1', 'good.csv', GOOD);
    const again = await workflow.pass('sports-2', 'same-rows.jsonl', asJsonLines(labelledTexts(60).reverse()));
    expect(again.states).toEqual(['Prepare dataset', 'Worth tuning?', 'Run complete']);
    expect([again.run.status, again.run.version, again.jobs]).toEqual(['succeeded', 1, 1]);
    const forced = await workflow.pass('sports-3', 'good.csv', GOOD, { force: true });
    expect([forced.run.status, forced.run.version, forced.jobs]).toEqual(['succeeded', 2, 2]);
  });

  test('whose model learnt from shuffled labels leaves the champion in service', async () => {
    const workflow = new TrainingWorkflow();
    await workflow.pass('sports-1', 'good.csv', GOOD);
    const shuffled = labelledTexts(150).map((row, index) => ({
      ...row,
      label: createHash('md5').update(`${index}`).digest('hex') < '8' ? 'hockey' : 'baseball',
    }));
    const worse = await workflow.pass('sports-2', 'shuffled.csv', asCsv(shuffled));
    expect(worse.run).toMatchObject({ status: 'succeeded', version: 2, promoted: false });
    expect(worse.run.verdict).toMatch(/ version 1 .* not promoted$/);
    expect((await readChampion(workflow.store, 'sports'))?.value.version).toBe(1);
  });

  test.each([
    ['a picture renamed to .csv', 'picture.csv', PICTURE, /PNG|picture|binary/i],
    ['an empty file', 'empty.csv', '', /empty/i],
    ['a file with one label', 'one.csv', asCsv(labelledTexts(30).filter(({ label }) => label === 'hockey')), /label/i],
    ['a file of another kind', 'notes.docx', 'text', /docx|supported/i],
  ])('of %s is blocked, says why and what to do, and makes no job', async (_name, file, body, message) => {
    const workflow = new TrainingWorkflow();
    const { states, run, jobs } = await workflow.pass('sports-1', file, body);
    expect(states).toEqual(['Prepare dataset', 'Worth tuning?', 'Run blocked']);
    expect(run).toMatchObject({
      status: 'blocked',
      reason: { code: 'UnusableSource', message: expect.stringMatching(message) },
    });
    expect(run.reason?.remedy).toMatch(/\w{3}/);
    expect(jobs).toBe(0);
    const next = await workflow.pass('sports-2', 'good.csv', GOOD);
    expect(next.run.status).toBe('succeeded');
  });

  test('with settings that cannot be used is blocked and names the field', async () => {
    const workflow = new TrainingWorkflow();
    await workflow.store.write('classifiers/sports/settings.json', '{"sede": 1}');
    const { states, run } = await workflow.pass('sports-1', 'good.csv', GOOD);
    expect(states.at(-1)).toBe('Run blocked');
    expect(run.reason).toMatchObject({ code: 'InvalidSettings', message: expect.stringContaining('sede') });
  });

  test('goes on when the provider answers 500 and then recovers', async () => {
    const workflow = new TrainingWorkflow([
      { method: 'POST', path: /\/files$/, status: 500, times: 2 },
      { method: 'POST', path: /\/fine_tuning\/jobs$/, status: 503, times: 1 },
      { method: 'GET', path: /\/fine_tuning\/jobs\/[^/]+$/, status: 500, times: 3 },
      { method: 'GET', path: /\/content$/, status: 429, times: 1 },
      { method: 'POST', path: /\/chat\/completions$/, status: 500, times: 1 },
    ]);
    const { states, run, jobs } = await workflow.pass('sports-1', 'good.csv', GOOD);
    expect(states).toEqual([...TUNED, ...JUDGED]);
    expect([run.status, jobs]).toEqual(['succeeded', 1]);
  });

  test('is blocked when the provider refuses for good', async () => {
    const workflow = new TrainingWorkflow([{ method: 'POST', path: /\/fine_tuning\/jobs$/, status: 403, times: 99 }]);
    const { states, run, jobs } = await workflow.pass('sports-1', 'good.csv', GOOD);
    expect(states).toEqual(['Prepare dataset', 'Worth tuning?', 'Start tuning', 'Tuning started?', 'Run blocked']);
    expect([run.status, run.reason?.code, jobs]).toEqual(['blocked', 'ProviderRefused', 0]);
  });

  test.each([
    ['failed', 'JobFailed', 'failed'],
    ['cancelled', 'JobCancelled', 'cancelled'],
  ])('whose job has %s at the provider ends so, with the reason', async (status, code, ended) => {
    const error = { code: 'invalid_n_examples', message: 'Training file has 5 examples', param: 'training_file' };
    const job = {
      id: 'ftjob-1',
      model: 'ada',
      status,
      error,
      created_at: 1,
      training_file: 'file-1',
      result_files: null,
    };
    const workflow = new TrainingWorkflow([
      { method: 'GET', path: /\/fine_tuning\/jobs\/[^/]+$/, status: 200, times: 1, body: job },
    ]);
    const { states, run } = await workflow.pass('sports-1', 'good.csv', GOOD);
    expect(states).toEqual([...TUNED.slice(0, 6), ...FAILED]);
    expect(run).toMatchObject({ status: ended, reason: { code }, version: null });
    if (status === 'failed') expect(run.reason?.message).toContain('invalid_n_examples');
  });

  test('is compared again when another version was promoted while it was judged', async () => {
    const workflow = new TrainingWorkflow();
    await workflow.pass('sports-1', 'first.csv', asCsv(labelledTexts(60)));
    await workflow.pass('sports-2', 'second.csv', asCsv(labelledTexts(80)));
    // A person goes back to version 1 at the moment when version 3 is about to be promoted over version 2.
    workflow.before('decide-promotion', () =>
      rollBack(
        { store: workflow.store, clock: () => new Date() },
        { classifier: 'sports', by: 'a person', reason: 'doubt' },
      ),
    );
    const { run, states } = await workflow.pass('sports-3', 'third.csv', asCsv(labelledTexts(100)));
    expect(states.at(-1)).toBe('Run complete');
    expect(run.verdict).toMatch(/version 1 /);
    expect((await readChampion(workflow.store, 'sports'))?.value).toMatchObject({ version: 3, previousVersion: 1 });
  });

  test('that is cancelled while its job is being created keeps no job', async () => {
    const workflow = new TrainingWorkflow();
    workflow.during('POST /v1/fine_tuning/jobs', () => workflow.told({ aborted: true }));
    const { run } = await workflow.pass('sports-1', 'good.csv', GOOD);
    expect(run.status).toBe('cancelled');
    expect(await workflow.jobStatuses()).toEqual(['cancelled']);
  });

  test('whose settings become unreadable half-way goes on with those it began with', async () => {
    const workflow = new TrainingWorkflow();
    workflow.before('poll-tuning', () => workflow.store.write('classifiers/sports/settings.json', '{"provider": 1}'));
    const { run } = await workflow.pass('sports-1', 'good.csv', GOOD);
    expect(run).toMatchObject({ status: 'succeeded', version: 1, promoted: true });
  });

  test('fails when the provider never recovers, and says what to do', async () => {
    const workflow = new TrainingWorkflow([
      { method: 'GET', path: /\/fine_tuning\/jobs\/[^/]+$/, status: 500, times: 999 },
    ]);
    const { states, run } = await workflow.pass('sports-1', 'good.csv', GOOD);
    expect(states).toEqual([...TUNED.slice(0, 6), ...FAILED]);
    expect(run).toMatchObject({ status: 'failed', reason: { code: 'ProviderUnavailable' } });
    expect(run.finishedAt).not.toBeNull();
  });
});

describe('the synthesized definition', () => {
  test('is visited in every state by the scenarios above', () => {
    expect([...visitedStates].sort()).toEqual(Object.keys(trainingDefinition().definition.States).sort());
  });
});
