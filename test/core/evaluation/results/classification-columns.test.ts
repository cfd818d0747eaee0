import { describe, expect, test } from '@jest/globals';
import type { ScoredExample } from '../../../../core/contract/evaluation.ts';
import { classificationRow } from '../../../../core/evaluation/results/classification-columns.ts';
import { joinResults } from '../../../../core/evaluation/results/join-results.ts';
import { atTemperature } from '../../../../core/prediction/at-temperature.ts';

const TWO = [
  { label: 'baseball', train: 40 },
  { label: 'hockey', train: 60 },
];

/** Answers of a classifier of two, each as what was expected and the probability of hockey. */
const answers = (...told: ['baseball' | 'hockey', number][]): ScoredExample[] =>
  told.map(([expected, hockey], row) => {
    const probabilities = [
      { label: 'hockey', probability: hockey },
      { label: 'baseball', probability: 1 - hockey },
    ].sort((a, b) => b.probability - a.probability);
    return { row, expected, label: probabilities[0]?.label ?? null, probabilities, seconds: 0 };
  });

describe('the classification columns', () => {
  test('of two classes are those of the one that is more frequent in training', () => {
    const scored = answers(['hockey', 0.9], ['hockey', 0.4], ['baseball', 0.6], ['baseball', 0.1], ['hockey', 0.8]);
    const row = classificationRow(scored, TWO);
    expect(row['classification/accuracy']).toBeCloseTo(3 / 5);
    expect(row['classification/precision']).toBeCloseTo(2 / 3);
    expect(row['classification/recall']).toBeCloseTo(2 / 3);
    expect(row['classification/f1.0']).toBeCloseTo(2 / 3);
    // Of six pairs, only 0.4 and 0.6 are the wrong way round.
    expect(row['classification/auroc']).toBeCloseTo(5 / 6);
    expect(row['classification/auprc']).toBeCloseTo((1 + 1 + 3 / 4) / 3);
  });

  test('of more classes are means over those that were held out', () => {
    const labels = ['a', 'b', 'c', 'd'].map((label) => ({ label, train: 10 }));
    const scored = ['a', 'b', 'c', 'a'].map((expected, row): ScoredExample => {
      const label = row === 3 ? 'b' : expected;
      return { row, expected, label, probabilities: [{ label, probability: 1 }], seconds: 0 };
    });
    const row = classificationRow(scored, labels);
    expect(row['classification/precision']).toBeCloseTo((1 + 1 / 2 + 1) / 3);
    expect(row['classification/recall']).toBeCloseTo((1 / 2 + 1 + 1) / 3);
    // a: one of two found above the rest, the other one tied with it. b: one of three others is tied. c: all in order.
    expect(row['classification/auroc']).toBeCloseTo((0.75 + 5 / 6 + 1) / 3);
  });

  describe('at another temperature', () => {
    const cooled = (scored: readonly ScoredExample[]) =>
      scored.map((example) => ({ ...example, probabilities: atTemperature(example.probabilities ?? [], 3) }));

    test('are the same of two classes', () => {
      const scored = answers(['hockey', 0.9], ['hockey', 0.4], ['baseball', 0.6], ['baseball', 0.1], ['hockey', 0.8]);
      expect(classificationRow(cooled(scored), TWO)).toEqual(classificationRow(scored, TWO));
    });

    test('are the same of more classes but for the areas, which need not be', () => {
      const labels = ['a', 'b', 'c'].map((label) => ({ label, train: 10 }));
      const answer = (row: number, expected: string, ...[a, b, c]: number[]): ScoredExample => {
        const probabilities = Object.entries({ a, b, c }).map(([label, probability = 0]) => ({ label, probability }));
        probabilities.sort((one, other) => other.probability - one.probability);
        return { row, expected, label: probabilities[0]?.label ?? null, probabilities, seconds: 0 };
      };
      // By a: 0.5 is above 0.48, and at temperature 3, where rivals count by how many they are, below it.
      const scored = [answer(0, 'a', 0.48, 0.52, 0), answer(1, 'b', 0.5, 0.25, 0.25), answer(2, 'c', 0.1, 0.1, 0.8)];
      const { 'classification/auroc': raw, 'classification/auprc': _raw, ...one } = classificationRow(scored, labels);
      const {
        'classification/auroc': cool,
        'classification/auprc': _cool,
        ...other
      } = classificationRow(cooled(scored), labels);
      expect(other).toEqual(one);
      expect(cool).not.toBe(raw);
    });
  });

  test('leave the areas blank where the host returns no probabilities', () => {
    const scored = answers(['hockey', 0.9], ['baseball', 0.2]).map((line) => ({ ...line, probabilities: null }));
    expect(classificationRow(scored, TWO)).toMatchObject({
      'classification/accuracy': 1,
      'classification/auroc': null,
      'classification/auprc': null,
    });
  });
});

describe('results.csv', () => {
  const row = classificationRow(answers(['hockey', 0.9], ['baseball', 0.2]), TWO);
  const HEAD = 'classification/accuracy,classification/precision,classification/recall,';
  const lines = (csv: string) => csv.trimEnd().split('\n');

  test("has the final model's columns in the last row of the provider's table", () => {
    const joined = lines(joinResults('step,train_loss\n1,0.5\n2,0.25\n', [{ step: null, row }]));
    expect(joined[0]).toMatch(new RegExp(`^step,train_loss,${HEAD}`));
    expect(joined.slice(1)).toEqual(['1,0.5,,,,,,', '2,0.25,1,1,1,1,1,1']);
  });

  test("has a checkpoint's columns in the row of its step, or in a row of their own", () => {
    const measured = [1, 15, null].map((step) => ({ step, row }));
    const joined = lines(joinResults('Step,train_loss\n1,0.5\n10,0.4\n20,0.25\n', measured));
    expect(joined.slice(1).map((line) => line.split(',').slice(0, 3))).toEqual([
      ['1', '0.5', '1'],
      ['10', '0.4', ''],
      ['15', '', '1'],
      ['20', '0.25', '1'],
    ]);
  });

  test.each([
    [
      'there is no table',
      '',
      [
        ['10', '0.5'],
        ['20', '0.6'],
        ['', '0.9'],
      ],
    ],
    [
      'the table ends before the last checkpoint',
      'step\n10\n',
      [
        ['10', '0.5'],
        ['20', '0.6'],
        ['', '0.9'],
      ],
    ],
    [
      'the table ends with the last checkpoint',
      'step\n20\n',
      [
        ['10', '0.5'],
        ['20', '0.6'],
        ['', '0.9'],
      ],
    ],
    [
      'the table goes on after it',
      'step\n20\n30\n',
      [
        ['10', '0.5'],
        ['20', '0.6'],
        ['30', '0.9'],
      ],
    ],
  ])('leaves a checkpoint its own numbers, and has the final model beside them, where %s', (_name, csv, rows) => {
    const accuracies = [
      [10, 0.5],
      [20, 0.6],
      [null, 0.9],
    ] as const;
    const measured = accuracies.map(([step, accuracy]) => ({
      step,
      row: { ...row, 'classification/accuracy': accuracy },
    }));
    const joined = lines(joinResults(csv, measured));
    expect(joined.slice(1).map((line) => line.split(',').slice(0, 2))).toEqual(rows);
  });

  test('is made of the columns alone where the provider has no table', () => {
    expect(lines(joinResults('', [{ step: null, row }]))).toEqual([
      expect.stringMatching(`^step,${HEAD}`),
      ',1,1,1,1,1,1',
    ]);
  });

  test('keeps cells that need quotation marks as they are', () => {
    const joined = joinResults('step,"a, b"\n1,"say ""no"""\n', [{ step: null, row }]);
    expect(lines(joined)[1]).toBe('1,"say ""no""",1,1,1,1,1,1');
  });
});
