import { describe, expect, test } from '@jest/globals';
import { assign, readAssignment, writeAssignments } from '../../../bin/settings/assignments.ts';

const changed = (document: object, ...typed: string[]) => assign(document, typed.map(readAssignment));

describe('a change of the settings, as it is typed', () => {
  test.each([
    ['a word is a text', 'provider=embedded', { provider: 'embedded' }],
    ['a number is a number', 'maxCostUsd=20', { maxCostUsd: 20 }],
    ['true is true', 'mask=true', { mask: true }],
    ['a number in quotes is a text', 'suffix="7"', { suffix: '7' }],
    ['an equals sign belongs to the value', 'baseUrl=http://h/v1?a=b', { baseUrl: 'http://h/v1?a=b' }],
    ['a dot leads into an object', 'hyperparameters.n_epochs=3', { hyperparameters: { n_epochs: 3 } }],
    ['a name of a check may have a hyphen', 'checks.near-duplicate=off', { checks: { 'near-duplicate': 'off' } }],
  ])('%s', (_, typed, expected) => {
    expect(changed({}, typed)).toEqual(expected);
  });

  test('takes a setting out when nothing stands behind the equals sign', () => {
    expect(
      changed({ seed: 1, hyperparameters: { n_epochs: 3, batch_size: 2 } }, 'seed=', 'hyperparameters.n_epochs='),
    ).toEqual({ hyperparameters: { batch_size: 2 } });
  });

  test('keeps everything else, and the document that it began with', () => {
    const before = { seed: 1, hyperparameters: { n_epochs: 3 } };
    expect(changed(before, 'hyperparameters.batch_size=4')).toEqual({
      seed: 1,
      hyperparameters: { n_epochs: 3, batch_size: 4 },
    });
    expect(before).toEqual({ seed: 1, hyperparameters: { n_epochs: 3 } });
  });

  test.each([
    { textColumn: 'title,body', suffix: '7', mask: true, limit: 5 },
    { checks: { duplicate: 'off', 'long-text': { action: 'report', threshold: 20 } }, hyperparameters: {} },
    { encoding: '', labelColumn: 'null', abstain: null, list: [1, 'a'] },
  ])('is written as it is read: %j', (document) => {
    expect(changed({}, ...writeAssignments(document))).toEqual(document);
  });

  test.each(['provider', '=3', 'a..b=1', '__proto__.polluted=1', 'constructor.x=1', ''])('%j is none', (typed) => {
    expect(() => readAssignment(typed)).toThrow(/name=value/);
  });
});
