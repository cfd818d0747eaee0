import { describe, expect, test } from '@jest/globals';
import { refuseUnsupported } from '../../../local/step-functions/definition-guard.ts';

const machine = (state: object, further: object = {}) => ({ StartAt: 'One', States: { One: state }, ...further });
const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
const inMap = (state: object, map: object = {}) =>
  machine({ Type: 'Map', ItemProcessor: machine(state), End: true, ...map });

describe('a definition is refused when it asks for', () => {
  test.each<[string, object, RegExp]>([
    ['JSONata as its language', machine(task, { QueryLanguage: 'JSONata' }), /QueryLanguage JSONata/],
    ['JSONata in one state', machine({ ...task, QueryLanguage: 'JSONata' }), /"One" uses QueryLanguage JSONata/],
    ['variables', machine({ ...task, Assign: { 'x.$': '$.x' } }), /Assign/],
    ['variables of a choice', machine({ Type: 'Choice', Choices: [{ Assign: { a: 1 }, Next: 'One' }] }), /Assign/],
    ['JSONata fields', machine({ ...task, Arguments: {}, Output: '{% 1 %}' }), /Arguments/],
    [
      'a distributed map',
      inMap(task, { ItemProcessor: { ...machine(task), ProcessorConfig: { Mode: 'DISTRIBUTED' } } }),
      /Distributed/,
    ],
    ['an item reader', inMap(task, { ItemReader: {} }), /ItemReader/],
    ['a time-out by path', machine({ ...task, TimeoutSecondsPath: '$.t' }), /TimeoutSecondsPath/],
    ['heartbeats', machine({ ...task, HeartbeatSeconds: 3 }), /HeartbeatSeconds/],
    ['a wait over 24.8 days', machine({ Type: 'Wait', Seconds: 2_147_484, End: true }), /Seconds/],
    ['a wait until a moment', machine({ Type: 'Wait', Timestamp: '2099-01-01T00:00:00Z', End: true }), /Timestamp/],
    ['a time-out over 24.8 days', machine(task, { TimeoutSeconds: 2_147_484 }), /TimeoutSeconds/],
    [
      'a pause before a retry over 24.8 days',
      machine({ ...task, Retry: [{ ErrorEquals: ['a'], MaxAttempts: 30 }] }),
      /Retry/,
    ],
    ['a retry count', machine({ ...task, Parameters: { 'n.$': '$$.State.RetryCount' } }), /\$\$\.State/],
    [
      'a task token, deep in its parameters',
      machine({ ...task, Parameters: { Payload: { a: [{ 'token.$': '$$.Task.Token' }] } } }),
      /\$\$\.Task/,
    ],
    [
      'the context within an intrinsic function',
      machine({ ...task, Parameters: { 'n.$': "States.Format('{}', $$.State.Name)" } }),
      /\$\$\.State/,
    ],
    [
      "a map's item outside of its selector",
      inMap({ ...task, Parameters: { 'i.$': '$$.Map.Item.Index' } }),
      /\$\$\.Map/,
    ],
    [
      "the execution's input within a map",
      inMap({ ...task, Parameters: { 'i.$': '$$.Execution.Input.x' } }),
      /\$\$\.Execution\.Input/,
    ],
    ['a result that is false', machine({ Type: 'Pass', Result: false, End: true }), /Result/],
    ['the whole state as the place of a result', machine({ ...task, ResultPath: '$' }), /ResultPath \$/],
    [
      'the whole state as the place of an error',
      machine({ ...task, Catch: [{ ErrorEquals: ['a'], ResultPath: '$', Next: 'One' }] }),
      /ResultPath \$/,
    ],
    ['a computed cause', machine({ Type: 'Fail', CausePath: "States.Format('{}', $.a)" }), /CausePath/],
    [
      'any of these in a branch',
      machine({ Type: 'Parallel', Branches: [machine({ ...task, Assign: {} })], End: true }),
      /Assign/,
    ],
    ['any of these in a map', inMap({ ...task, HeartbeatSeconds: 1 }), /HeartbeatSeconds/],
    [
      'any of these two levels down',
      inMap({ Type: 'Map', Iterator: machine({ ...task, Assign: {} }), End: true }),
      /Assign/,
    ],
  ])('%s', (_, definition, sentence) => {
    const refused = refuseUnsupported(definition);
    expect(refused).toEqual(expect.arrayContaining([expect.stringMatching(sentence)]));
  });

  test('nothing that makes it a state machine', () => {
    expect(refuseUnsupported({})).toEqual(['The state machine has no States.']);
  });
});

test('what runs as on AWS is not refused', () => {
  const definition = {
    StartAt: 'Do',
    TimeoutSeconds: 86_400,
    QueryLanguage: 'JSONPath',
    States: {
      Do: {
        ...task,
        TimeoutSeconds: 60,
        Parameters: { FunctionName: 'fn', Payload: { 'run.$': '$$.Execution.Name', 'all.$': '$$.Execution.Input' } },
        ResultSelector: { 'n.$': '$.Payload.n' },
        ResultPath: '$.result',
        Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 20, MaxDelaySeconds: 300 }],
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Each' }],
        Next: 'Each',
      },
      Each: {
        Type: 'Map',
        ItemsPath: '$.items',
        ItemSelector: { 'item.$': '$$.Map.Item.Value', 'all.$': '$$.Execution.Input' },
        ItemProcessor: { ...machine(task), ProcessorConfig: { Mode: 'INLINE' } },
        Next: 'Enough?',
      },
      'Enough?': { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'Later' }], Default: 'No' },
      Later: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Note' },
      Note: { Type: 'Pass', Result: { State: '$$.State is text here' }, Next: 'Yes' },
      Yes: { Type: 'Succeed' },
      No: { Type: 'Fail', ErrorPath: '$.failure.Error', CausePath: '$.failure.Cause' },
    },
  };
  expect(refuseUnsupported(definition)).toEqual([]);
});
