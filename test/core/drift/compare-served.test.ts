import { describe, expect, test } from '@jest/globals';
import type { ServedCounts, TrainingProfile } from '../../../core/contract/drift.ts';
import { compareServed } from '../../../core/drift/compare-served.ts';
import { countConfidences } from '../../../core/drift/confidence-class.ts';

const training: TrainingProfile = {
  labels: [
    { label: 'hockey', examples: 500 },
    { label: 'baseball', examples: 500 },
  ],
  confidences: countConfidences([...Array(900).fill(0.99), ...Array(100).fill(0.7)]),
  words: { words: 10_000, unseen: 500 },
};

/** Answers as training would have them, of which some are changed. */
const served = (changes: Partial<ServedCounts> = {}): ServedCounts => ({
  version: 3,
  model: 'm',
  answers: 200,
  abstentions: 0,
  labels: [
    { label: 'hockey', answers: 96 },
    { label: 'baseball', answers: 104 },
  ],
  confidences: countConfidences([...Array(180).fill(0.99), ...Array(20).fill(0.7)]),
  words: { words: 2_000, unseen: 110 },
  ...changes,
});

describe('what was served on a day', () => {
  test('is near its training without a warning', () => {
    const found = compareServed(served(), training);
    expect(found.warning).toBeNull();
    expect(found.labelDrift?.stabilityIndex).toBeLessThan(0.01);
    expect(found.unseenWords).toEqual({ served: 0.055, training: 0.05 });
  });

  const moved = [
    { label: 'hockey', answers: 170 },
    { label: 'baseball', answers: 30 },
  ];
  test.each<[string, Partial<ServedCounts>, RegExp]>([
    [
      'labels',
      { labels: moved },
      /: labels \(stability index 0\.\d+, bound 0\.25; "hockey" 85\.0%, in training 50\.0%\)$/,
    ],
    [
      'confidence',
      { confidences: countConfidences(Array(200).fill(0.55)) },
      /: confidence \(stability index \d+\.\d+, /,
    ],
    ['words', { words: { words: 2_000, unseen: 400 } }, /: unseen words \(20\.0%, in held-out texts 5\.0%\)$/],
  ])('is warned of for other %s, in one sentence', (_, changes, sentence) => {
    const { warning } = compareServed(served(changes), training);
    expect(warning).toMatch(/^version 3 was asked about other texts than it was trained on: /);
    expect(warning).toMatch(sentence);
  });

  test.each<[string, Partial<ServedCounts>]>([
    ['few answers', { labels: [{ label: 'hockey', answers: 99 }], confidences: countConfidences(Array(99).fill(0.5)) }],
    ['few words', { words: { words: 999, unseen: 999 } }],
    ['no words that were counted', { words: null }],
  ])('is not compared by %s', (_, changes) => {
    const found = compareServed(served(changes), training);
    expect(found.warning).toBeNull();
    expect([found.labelDrift, found.unseenWords]).toContain(null);
  });

  test('is only counted for a version whose training left no profile', () => {
    expect(compareServed(served({ labels: moved }), null)).toMatchObject({
      answers: 200,
      labelDrift: null,
      confidenceDrift: null,
      unseenWords: null,
      warning: null,
    });
  });
});
