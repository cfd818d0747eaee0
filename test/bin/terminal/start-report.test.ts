import { describe, expect, test } from '@jest/globals';
import { describePredictions } from '../../../bin/terminal/start-report.ts';
import type { Prediction } from '../../../core/contract/prediction.ts';

const prediction: Prediction = {
  label: 'ham',
  confidence: 0.75,
  abstained: false,
  probabilities: [
    { label: 'ham', probability: 0.75 },
    { label: 'spam', probability: 0.25 },
  ],
  classifier: 'mail',
  version: 1,
  model: 'ft:mail',
  provider: 'openai',
};
const abstention: Prediction = {
  ...prediction,
  label: null,
  confidence: null,
  abstained: true,
  abstainedBecause: 'outside-labels',
  probabilities: [
    { label: 'ham', probability: 0.5, estimated: true },
    { label: 'spam', probability: 0.5, estimated: true },
  ],
};

describe('predictions on a terminal', () => {
  test('are harmless, whatever the text and the label are', () => {
    const told = describePredictions(
      ['a\u001b[2Jb\u0007c'],
      [{ ...prediction, label: 'h\u001b[31mam\r', probabilities: null }],
    );
    expect(told).toBe('  "ab c"\n    -> ham ');
  });

  test.each([
    ['a label with its probabilities', prediction, /-> ham \(ham 75\S*%, spam 25\S*%\)$/],
    ['a label of a host without probabilities', { ...prediction, probabilities: null }, /-> ham$/],
    [
      'that there is no label, and why, without shares',
      abstention,
      /-> no answer: the model answered with none of the labels$/,
    ],
    [
      'that an answer is too unsure to be given, and what it would have been',
      { ...prediction, label: null, guess: 'ham', abstained: true, abstainedBecause: 'low-confidence' as const },
      /-> no answer: too unsure .* \(guess: ham 75\S*%\)$/,
    ],
  ])('show %s', (_name, given, expected) => {
    expect(describePredictions(['lunch\nat noon?'], [given])).toMatch(expected);
    expect(describePredictions(['lunch\nat noon?'], [given])).toContain('"lunch at noon?"');
  });
});
