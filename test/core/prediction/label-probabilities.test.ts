import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { labelProbabilities } from '../../../core/prediction/label-probabilities.ts';

const labels = [
  { label: 'hockey', answer: 'hockey' },
  { label: 'baseball', answer: 'baseball' },
  { label: 'tennis', answer: 'tennis' },
];
const token = (name: string, probability: number) => ({ token: name, logprob: Math.log(probability) });

describe('probabilities over the label set', () => {
  test('add up the tokens of one label and are ordered', () => {
    const { label, probabilities } = labelProbabilities(labels, {
      token: ' hockey',
      alternatives: [token(' hockey', 0.5), token('hockey', 0.2), token(' baseball', 0.2), token('tennis', 0.1)],
    });
    expect(label).toBe('hockey');
    expect(probabilities?.map((entry) => [entry.label, Number(entry.probability.toFixed(6))])).toEqual([
      ['hockey', 0.7],
      ['baseball', 0.2],
      ['tennis', 0.1],
    ]);
  });

  test('share what is missing among the labels that were not returned, at most as much as the smallest that was', () => {
    const { probabilities } = labelProbabilities(labels, { token: 'hockey', alternatives: [token('hockey', 0.9)] });
    expect(probabilities?.slice(1)).toEqual([
      { label: 'baseball', probability: expect.closeTo(0.05), estimated: true },
      { label: 'tennis', probability: expect.closeTo(0.05), estimated: true },
    ]);
    const capped = labelProbabilities(labels, {
      token: 'hockey',
      alternatives: [token('hockey', 0.6), token('xyz', 0.01)],
    });
    const [first, second] = capped.probabilities ?? [];
    expect((second?.probability ?? 0) / (first?.probability ?? 1)).toBeCloseTo(0.01 / 0.6, 9);
  });

  test('report what lies outside the set, and never answer with it', () => {
    const { label, outsideMass } = labelProbabilities(labels, {
      token: 'cricket',
      alternatives: [token('cricket', 0.7), token('baseball', 0.3)],
    });
    expect([label, outsideMass]).toEqual(['baseball', expect.closeTo(0.7)]);
  });

  test('are null for a host without log-probabilities, which still gives a label or none', () => {
    expect(labelProbabilities(labels, { token: ' tennis', alternatives: null })).toEqual({
      label: 'tennis',
      probabilities: null,
      outsideMass: 0,
    });
    expect(labelProbabilities(labels, { token: 'cricket', alternatives: null }).label).toBeNull();
  });

  test('know a label by the start of its answer, when it is the start of no other', () => {
    const sports = [
      { label: 'ice hockey', answer: 'ice hockey' },
      { label: 'icing', answer: 'icing' },
    ];
    expect(labelProbabilities(sports, { token: 'ice', alternatives: null }).label).toBe('ice hockey');
    expect(labelProbabilities(sports, { token: 'ic', alternatives: null }).label).toBeNull();
  });

  test('sum to one and hold every label once, whatever the host returns', () => {
    const name = fc.constantFrom('hockey', ' hockey', 'baseball', 'tennis', 'noise', '', ' ');
    const entry = fc.record({ token: name, logprob: fc.double({ min: -100, max: 0, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1 }), (alternatives) => {
        const { probabilities } = labelProbabilities(labels, { token: '', alternatives });
        expect(probabilities?.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
        expect(probabilities?.map(({ label }) => label).sort()).toEqual(['baseball', 'hockey', 'tennis']);
      }),
    );
  });
});
