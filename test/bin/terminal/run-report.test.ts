import { describe, expect, test } from '@jest/globals';
import { describeEnd } from '../../../bin/terminal/run-report.ts';
import type { Evaluation } from '../../../core/contract/evaluation.ts';
import { measure } from '../../../core/evaluation/metrics/metrics.ts';
import { runRecord } from '../../support/run-record.ts';

const scored = (right: number) =>
  Array.from({ length: 200 }, (_, row) => ({
    row,
    expected: 'ham',
    label: row < right ? 'ham' : 'spam',
    probabilities: null,
    seconds: 0,
  }));
const measured = (right: number) => measure(scored(right), ['ham', 'spam']);

const evaluation: Evaluation = {
  schema: 'labelsmith.evaluation.v1',
  run: 'run-1',
  dataset: 'd'.repeat(32),
  candidate: measured(180),
  serving: 2,
  servingSince: '2026-11-26T08:00:00.000Z',
  champion: { version: 2, metrics: measured(170) },
  comparison: {
    examples: 150,
    trainedOn: 40,
    nearlyTrainedOn: 0,
    unknownLabel: 10,
    onlyCandidate: ['offer'],
    onlyChampion: ['news'],
    candidate: measured(190),
  },
  baseline: null,
  baselineServing: null,
  baselineSentence: null,
  untuned: null,
  calibration: {
    temperature: 1.5,
    from: 'held-out',
    answers: 200,
    expectedCalibrationError: 0.0123,
    calibrationInterval: [0, 0.05],
  },
  abstention: {
    precision: 0.99,
    per: 'overall',
    from: 'held-out',
    thresholds: [],
    sentences: ['a precision of 99.0% is not proved'],
  },
  coverage: null,
  profile: null,
  majority: { label: 'ham', accuracy: 1 },
  verdict: {
    promote: false,
    sentence: 'worse',
    metric: 'accuracy',
    gain: null,
    gainInterval: null,
    mcNemarP: null,
    vetoes: [],
  },
  mistakes: [],
};
const ended = (changes: Parameters<typeof runRecord>[1]) =>
  runRecord('run-1', { status: 'succeeded', job: 'job-1', version: 3, promoted: false, verdict: 'worse', ...changes });

describe('how a run ended', () => {
  test('shows what was compared, what the probabilities mean, and when the version abstains', () => {
    expect(describeEnd(ended({}), { evaluation })).toContain(
      [
        '  Compared with version 2 on 150 of 200 held-out examples, without 40 that version 2 was trained on and 10 whose labels it does not know',
        "  Labels not compared: offer (new); news (version 2's alone)",
        '  On these: this version 95.0%, version 2 85.0%',
        '  Calibration error 0.012 (95% interval 0.000 to 0.050) on 200 held-out answers; served with a temperature of 1.50',
        '  Abstention: a precision of 99.0% is not proved',
      ].join('\n'),
    );
  });

  test('tells apart what the version in service learnt and what it learnt nearly', () => {
    const comparison = evaluation.comparison && { ...evaluation.comparison, nearlyTrainedOn: 3 };
    expect(describeEnd(ended({}), { evaluation: { ...evaluation, comparison } })).toContain(
      'without 40 that version 2 was trained on, 3 nearly the same as what it was trained on and 10 whose labels it does not know',
    );
  });

  test('shows every class below the other whatever its label is, the most frequent ones', () => {
    const unproved = { precisionInterval: null, recallInterval: null, auroc: null, auprc: null };
    const perClass = ['\u001b[31mham\nspam', '영화', ...Array.from({ length: 23 }, (_, place) => `label ${place}`)].map(
      (label, place) => ({ ...unproved, label, precision: 0.5, recall: 1, f1: 0.6667, support: 100 - place }),
    );
    const lines = describeEnd(ended({ metrics: { ...measured(180), perClass } })).split('\n');
    const table = lines.slice(lines.findIndex((line) => /label +precision +recall +F1 +examples/.test(line)));
    expect(table.slice(1, 3)).toEqual([
      '  ham spam      50.0%  100.0%  0.6667       100',
      '  영화          50.0%  100.0%  0.6667        99',
    ]);
    expect(table).toHaveLength(1 + 20 + 1);
    expect(table.at(-1)).toBe('  ... and 5 more');
  });

  test.each([
    ['of a version that was kept', {}, true],
    ['of none that was promoted', { promoted: true }, false],
    ['of none that was there before', { job: null }, false],
    ['of no run that failed', { status: 'failed' as const }, false],
  ])('names the command that promotes it: %s', (_name, changes, isNamed) => {
    expect(/To put it into service: .*promote mails 3/.test(describeEnd(ended(changes)))).toBe(isNamed);
  });
});
