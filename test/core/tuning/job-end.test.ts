import { describe, expect, test } from '@jest/globals';
import type { Job, JobEvent } from '../../../core/contract/job.ts';
import { endWithoutModel } from '../../../core/tuning/job-end.ts';

const ended = (told: Partial<Job>) => ({ id: 'ftjob-1', error: null, ...told }) as Job;
const event = (level: JobEvent['level'], message: string) => ({ level, message }) as JobEvent;

describe('a job that ended without a model', () => {
  test('has failed with what the provider names', () => {
    const error = { code: 'invalid_n_examples', message: 'Training file has 5 examples' };
    expect(endWithoutModel(ended({ status: 'failed', error }), [])).toMatchObject({
      name: 'JobFailed',
      message: 'job ftjob-1 failed: invalid_n_examples: Training file has 5 examples',
      remedy: expect.stringContaining('more examples'),
    });
  });

  test('has failed with what its events tell, where the job itself names nothing', () => {
    const events = [event('error', 'This training file was blocked by moderation'), event('info', 'Job ended')];
    expect(endWithoutModel(ended({ status: 'failed' }), events)).toMatchObject({
      message: expect.stringContaining('blocked by moderation'),
      remedy: expect.stringContaining('rules'),
    });
  });

  test('has failed without a reason where nobody tells one', () => {
    expect(endWithoutModel(ended({ status: 'failed' }), [event('info', 'x')])?.message).toMatch(/gives no reason/);
  });

  test('was cancelled, which is another thing', () => {
    expect(endWithoutModel(ended({ status: 'cancelled' }), [])).toMatchObject({ name: 'JobCancelled' });
  });

  test.each(['validating_files', 'queued', 'running', 'succeeded'] as const)('is none that is %s', (status) => {
    expect(endWithoutModel(ended({ status }), [])).toBeUndefined();
  });
});
