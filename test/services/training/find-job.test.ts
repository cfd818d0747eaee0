import { describe, expect, test } from '@jest/globals';
import { findJob } from '../../../services/training/find-job.ts';
import { type JobAnswer, jobAnswer } from '../../../services/training/wire-answers.ts';

const SINCE = new Date('2026-01-01T12:00:00Z');
const MARKS = { token: 'run-1', trainingFile: 'file-1', since: SINCE };
/** Seconds since 1970, by hours from the run's first attempt. */
const hours = (count: number) => SINCE.getTime() / 1000 + count * 3_600;

const job = (fields: object): JobAnswer => jobAnswer.parse({ id: 'job', status: 'running', ...fields });
const OURS = { metadata: { labelsmith_token: 'run-1' } };
const old = job({ id: 'old', created_at: hours(-5), training_file: 'file-0' });

async function* listOf(...jobs: JobAnswer[]) {
  yield* jobs;
}
async function* endless(entry: JobAnswer) {
  for (;;) yield entry;
}

describe('a job among many', () => {
  test.each([
    ['by its token', OURS],
    ['by its training file', { training_file: 'file-1' }],
    ["by its token, though the host's clock is hours behind", { ...OURS, created_at: hours(-3) }],
  ])('is found %s', async (_how, fields) => {
    const others = Array.from({ length: 99 }, () => old);
    expect(await findJob(listOf(...others, job({ ...fields, id: 'ours' })), MARKS)).toMatchObject({ id: 'ours' });
  });

  test('is found at the end of a list that is oldest first', async () => {
    const others = Array.from({ length: 300 }, (_, at) => job({ created_at: hours(at - 400), training_file: 'x' }));
    expect(await findJob(listOf(...others, job({ ...OURS, id: 'ours' })), MARKS)).toMatchObject({ id: 'ours' });
  });

  test.each([
    ['there are only older ones, however many', endless(old)],
    [
      'the others have tokens or files of their own',
      listOf(job({ training_file: 'x' }), job({ metadata: { labelsmith_token: 'run-2' } })),
    ],
    ['the only one without marks is older', listOf(job({ created_at: hours(-5) }))],
    ['there is none', listOf()],
  ])('is not there when %s', async (_why, jobs) => {
    expect(await findJob(jobs, MARKS)).toBeUndefined();
  });

  test.each([
    ['a young one has no marks', listOf(job({ created_at: hours(1) }))],
    ['one without a date has no marks', listOf(job({}))],
    ['the list of young ones never ends', endless(job({ created_at: hours(1), training_file: 'x' }))],
  ])('is uncertain when %s', async (_why, jobs) => {
    await expect(findJob(jobs, MARKS)).rejects.toMatchObject({ name: 'JobUncertain' });
  });
});
