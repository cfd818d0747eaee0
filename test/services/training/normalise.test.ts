import { describe, expect, test } from '@jest/globals';
import { normaliseEvent, normaliseJob, normaliseStatus } from '../../../services/training/normalise.ts';
import { eventAnswer, jobAnswer } from '../../../services/training/wire-answers.ts';

describe("a host's words", () => {
  test.each([
    ['validating_files', 'validating_files'],
    ['pending', 'queued'],
    ['notRunning', 'queued'],
    ['canceled', 'cancelled'],
    ['paused', 'queued'],
    ['Succeeded', 'succeeded'],
    ['something_new', 'running'],
  ])('for a state: %s is %s', (word, status) => {
    expect(normaliseStatus(word)).toBe(status);
  });

  test('for a job may leave out nearly everything', () => {
    const bare = { id: 'j', status: 'running', error: { code: '', message: '', param: null }, result_files: null };
    expect(normaliseJob(jobAnswer.parse(bare))).toEqual({
      id: 'j',
      status: 'running',
      model: null,
      trainingFile: null,
      validationFile: null,
      token: null,
      resultFiles: [],
      trainedTokens: null,
      estimatedFinish: null,
      finishedAt: null,
      error: null,
    });
  });

  test.each([
    [1_700_000_000, '2023-11-14T22:13:20.000Z'],
    ['2023-11-14T22:13:20Z', '2023-11-14T22:13:20.000Z'],
    ['soon', null],
    [0, null],
    [null, null],
  ])('for a time: %p is %p', (time, expected) => {
    expect(normaliseJob(jobAnswer.parse({ id: 'j', status: 'running', finished_at: time })).finishedAt).toBe(expected);
  });

  test('for progress differ, and are told by our names', () => {
    const data = { step: 3, train_loss: 0.5, full_valid_mean_token_accuracy: 0.9, total_epochs: 4, note: 'x' };
    const event = { id: 'e', created_at: 1, level: 'info', message: 'm', data };
    expect(normaliseEvent(eventAnswer.parse(event)).progress).toEqual({
      step: 3,
      trainLoss: 0.5,
      validationAccuracy: 0.9,
      epochs: 4,
    });
  });
  test('for an event without an id: it has the same name whenever it is told, and none that quotes what it says', () => {
    const idOf = (event: object) =>
      normaliseEvent(eventAnswer.parse({ created_at: 1, message: 'Anna 1', ...event })).id;
    const told = [{}, { created_at: 2 }, { message: 'Anna 2' }, { data: { step: 3 } }];
    expect(new Set(told.map(idOf)).size).toBe(told.length);
    expect(told.map(idOf)).toEqual(told.map(idOf));
    expect(told.map(idOf).join()).not.toContain('Anna');
  });
});
