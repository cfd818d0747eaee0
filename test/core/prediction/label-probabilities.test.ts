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

  test.each(['Sure', ' Hockey', ' ', ''])('come with no label when all that was returned is %j', (foreign) => {
    const answer = { token: foreign, alternatives: [token(foreign, 0.9), token('whatever', 0.05)] };
    const { label, probabilities, outsideMass } = labelProbabilities(labels, answer);
    expect([label, outsideMass]).toEqual([null, expect.closeTo(0.95)]);
    expect(probabilities).toEqual(
      labels.map((entry) => ({ label: entry.label, probability: expect.closeTo(1 / 3), estimated: true })),
    );
  });

  test('never lead to a label that was not returned, not even when its share is as large as what was', () => {
    const answer = { token: 'noise', alternatives: [token('noise', 0.5), token('tennis', 0.1)] };
    const { label, probabilities } = labelProbabilities(labels, answer);
    expect(label).toBe('tennis');
    expect(probabilities?.[0]).toEqual({ label: 'tennis', probability: expect.closeTo(1 / 3) });
  });

  test.each([
    ['that is not a number', Number.NaN],
    ['that is infinite', Number.POSITIVE_INFINITY],
  ])('leave out a log-probability %s', (_name, logprob) => {
    const answer = { token: 'hockey', alternatives: [{ token: 'baseball', logprob }, token('hockey', 0.8)] };
    expect(labelProbabilities(labels, answer)).toEqual({
      label: 'hockey',
      probabilities: [
        { label: 'hockey', probability: expect.closeTo(0.8) },
        { label: 'baseball', probability: expect.closeTo(0.1), estimated: true },
        { label: 'tennis', probability: expect.closeTo(0.1), estimated: true },
      ],
      outsideMass: 0,
    });
    const alone = { token: 'hockey', alternatives: [{ token: 'hockey', logprob }] };
    expect(labelProbabilities(labels, alone)).toEqual({ label: 'hockey', probabilities: null, outsideMass: 0 });
  });

  test("take OpenAI's -9999 for a token that is not among the likeliest, and for no bound on the others", () => {
    const marked = { token: 'baseball', logprob: -9999 };
    const { probabilities } = labelProbabilities(labels, {
      token: 'hockey',
      alternatives: [token('hockey', 0.9), marked],
    });
    expect(probabilities).toEqual([
      { label: 'hockey', probability: expect.closeTo(0.9) },
      { label: 'tennis', probability: expect.closeTo(0.1), estimated: true },
      { label: 'baseball', probability: 0 },
    ]);
    expect(labelProbabilities(labels, { token: 'baseball', alternatives: [marked] })).toEqual({
      label: 'baseball',
      probabilities: null,
      outsideMass: 0,
    });
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
        const { label, probabilities } = labelProbabilities(labels, { token: '', alternatives });
        const returned = alternatives.map((one) => one.token.trimStart());
        expect(label === null || returned.includes(label)).toBe(true);
        expect(label === null).toBe(!labels.some((one) => returned.includes(one.answer)));
        expect(probabilities?.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
        expect(probabilities?.map(({ label }) => label).sort()).toEqual(['baseball', 'hockey', 'tennis']);
      }),
    );
  });
});
