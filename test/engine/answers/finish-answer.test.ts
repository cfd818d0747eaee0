import { expect, test } from '@jest/globals';
import { type Ending, type EndRule, finishAnswer } from '../../../engine/answers/finish-answer.ts';

test.each<[string, string, EndRule, Ending]>([
  ['is whole without a rule', ' hockey', { stop: [], mostTokens: null }, { text: ' hockey', finishReason: 'stop' }],
  ['reaches a limit of one token', 'hockey', { stop: [], mostTokens: 1 }, { text: 'hockey', finishReason: 'length' }],
  ['does not reach a limit of two', 'hockey', { stop: [], mostTokens: 2 }, { text: 'hockey', finishReason: 'stop' }],
  ['is cut before a stop sequence', 'a, b', { stop: [','], mostTokens: null }, { text: 'a', finishReason: 'stop' }],
  [
    'is cut before the earliest',
    'a, b\n',
    { stop: ['\n', ' ', ','], mostTokens: 1 },
    { text: 'a', finishReason: 'stop' },
  ],
  ['may be nothing then', ' a', { stop: [' '], mostTokens: 1 }, { text: '', finishReason: 'stop' }],
  ['is left alone by others', '야구', { stop: ['축'], mostTokens: 1 }, { text: '야구', finishReason: 'length' }],
])('an answer %s', (_, token, rule, expected) => {
  expect(finishAnswer(token, rule)).toEqual(expected);
});
