import { describe, expect, test } from '@jest/globals';
import { fitModel } from '../../core/learner/fit.ts';
import { createRandom } from '../../core/learner/random.ts';
import { answerText } from '../../engine/answer.ts';

const { model } = await fitModel([
  { text: 'the puck', label: 'hockey' },
  { text: 'the rink', label: 'hockey' },
  { text: 'the bat', label: 'baseball' },
  { text: 'the mound', label: 'baseball' },
]);
const served = { format: 'chat' as const, model };

describe('an answer', () => {
  test('at temperature 0 is the most probable one, and all are told, the most probable first', () => {
    const { chosen, ranked } = answerText(served, 'a puck', { temperature: 0, random: () => 0.999 });
    expect(chosen).toBe(ranked[0]);
    expect(ranked.map(({ token }) => token)).toEqual(['hockey', 'baseball']);
    expect(ranked.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0)).toBeCloseTo(1, 9);
  });

  test('at temperature 1 is drawn as often as it is probable', () => {
    const random = createRandom(1);
    const draws = Array.from({ length: 5_000 }, () => answerText(served, 'a puck', { temperature: 1, random }));
    const share = draws.filter(({ chosen }) => chosen.token === 'hockey').length / draws.length;
    expect(share).toBeCloseTo(Math.exp(draws[0]?.ranked[0]?.logprob ?? 0), 1);
    expect(share).toBeLessThan(1);
  });
});
