import { describe, expect, test } from '@jest/globals';
import { fitModel } from '../../../core/learner/fit.ts';
import { createRandom } from '../../../core/learner/random.ts';
import { type AnswerRule, answerText } from '../../../engine/answers/answer-text.ts';

const { model } = await fitModel([
  { text: 'the puck', label: 'hockey' },
  { text: 'the rink', label: 'hockey' },
  { text: 'the bat', label: 'baseball' },
  { text: 'the mound', label: 'baseball' },
]);
const served = { format: 'chat' as const, baseModel: 'labelsmith-linear-1', model };

const rule = (changes: Partial<AnswerRule>): AnswerRule => ({
  tokens: served.model.labels,
  temperature: 0,
  topP: 1,
  answers: 1,
  drawn: 1,
  random: () => 0.999,
  stop: [],
  mostTokens: null,
  ...changes,
});

describe('an answer', () => {
  test('at temperature 0 is the most probable one, and all are told, the most probable first', () => {
    const [answer] = answerText(served, 'a puck', rule({}));
    expect(answer?.text).toBe('hockey');
    expect(answer?.ranked.map(({ token }) => token)).toEqual(['hockey', 'baseball']);
    expect(answer?.ranked.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0)).toBeCloseTo(1, 9);
  });

  test('at temperature 1 is drawn as often as it is probable', () => {
    const answers = answerText(
      served,
      'a puck',
      rule({ temperature: 1, random: createRandom(1), answers: 5_000, drawn: 5_000 }),
    );
    const share = answers.filter(({ text }) => text === 'hockey').length / answers.length;
    expect(share).toBeCloseTo(Math.exp(answers[0]?.ranked[0]?.logprob ?? 0), 1);
    expect(share).toBeLessThan(1);
  });

  test('out of several that are drawn is the most probable of them', () => {
    const draws = [0.999, 0, 0.999];
    const best = rule({ temperature: 1, drawn: 3, random: () => draws.shift() ?? 0 });
    expect(answerText(served, 'a puck', best).map(({ text }) => text)).toEqual(['hockey']);
    expect(draws).toEqual([]);
  });

  test('is told whole where a stop sequence cuts it', () => {
    const [answer] = answerText(served, 'a puck', rule({ stop: ['key'] }));
    expect(answer).toMatchObject({ text: 'hoc', finishReason: 'stop', chosen: { token: 'hockey' } });
  });
});
