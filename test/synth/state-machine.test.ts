import { describe, expect, test } from '@jest/globals';
import aslValidator from 'asl-validator';
import { STATES } from '../../core/contract/workflow.ts';
import { ERROR_NAMES } from '../../core/errors.ts';
import { refuseUnsupported } from '../../local/step-functions/definition-guard.ts';
import { trainingDefinition } from '../support/training-definition.ts';

describe('the synthesized state machine', () => {
  const { definition } = trainingDefinition();

  test('is a valid definition', () => {
    expect(aslValidator(definition, { checkArn: false })).toMatchObject({ isValid: true, errors: [] });
  });

  test('uses nothing that cannot be run on this machine as it runs on AWS', () => {
    expect(refuseUnsupported(definition)).toEqual([]);
  });

  test('catches everything in every task, and retries all that nobody has decided', () => {
    for (const [name, state] of Object.entries(definition.States)) {
      if (state.Type !== 'Task') continue;
      const [lambda, passing, decided, others] = state.Retry ?? [];
      expect([name, lambda?.MaxAttempts, passing?.MaxAttempts, decided?.MaxAttempts]).toEqual([name, 12, 20, 0]);
      expect(decided?.ErrorEquals).toEqual(expect.arrayContaining(['JobFailed', 'JobStalled', 'Conflict']));
      expect(others).toMatchObject({ ErrorEquals: ['States.ALL'], MaxAttempts: 5 });
      const last =
        name === STATES.recordFailure
          ? { ErrorEquals: ['States.ALL'], Next: STATES.failed, ResultPath: null }
          : { ErrorEquals: ['States.ALL'], Next: STATES.recordFailure, ResultPath: '$.failure' };
      expect([name, state.Catch?.at(-1)]).toEqual([name, last]);
    }
  });

  test('has the states of the contract, and no other', () => {
    expect(Object.keys(definition.States).sort()).toEqual(Object.values(STATES).sort());
  });

  test('retries only what the product or Lambda can throw', () => {
    const known = new Set<string>(Object.values(ERROR_NAMES));
    const retried = new Set(
      Object.values(definition.States).flatMap((state) =>
        state.Type === 'Task' ? (state.Retry ?? []).flatMap((retrier) => retrier.ErrorEquals) : [],
      ),
    );
    for (const name of retried) expect(known.has(name) || /^(Lambda\.\w+|States\.ALL)$/.test(name)).toBe(true);
  });
});
