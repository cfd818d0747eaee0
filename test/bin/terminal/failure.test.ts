import { describe, expect, test } from '@jest/globals';
import { CommanderError } from 'commander';
import { CommandError } from '../../../bin/command-error.ts';
import { describeFailure, failureDocument } from '../../../bin/terminal/failure.ts';
import { LabelsmithError } from '../../../core/errors.ts';

describe('a failure', () => {
  test.each([
    ['of the domain', new LabelsmithError('UnusableSource', 'a.csv: empty', 'Fill it.'), 'UnusableSource', 1],
    ['of a command', new CommandError('no such file', 'Look.', { name: 'NotFound' }), 'NotFound', 1],
    ['of usage that a command found', new CommandError('what?', 'This.', { exitCode: 2 }), 'CommandError', 2],
    ['of usage', new CommanderError(1, 'commander.x', 'error: what?'), 'WrongUsage', 2],
    ['that nobody expected', new TypeError('x is not a function'), 'TypeError', 1],
    ['that is no error', 'oh', 'Error', 1],
  ])('%s has a name and an exit code', (_, error, name, exitCode) => {
    expect(describeFailure(error)).toMatchObject({ name, exitCode });
  });

  test('is one JSON document for programs', () => {
    const document = failureDocument(describeFailure(new LabelsmithError('TooLarge', 'too large', 'Make it smaller.')));
    expect(document).toEqual({
      schema: 'labelsmith.error.v1',
      error: { name: 'TooLarge', message: 'too large', remedy: 'Make it smaller.' },
    });
  });
});
