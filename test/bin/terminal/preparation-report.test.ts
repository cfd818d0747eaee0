import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { reportPreparation } from '../../../bin/terminal/preparation-report.ts';
import { styleFor } from '../../../bin/terminal/style.ts';
import { widthOf } from '../../../bin/terminal/text-width.ts';
import { type Dataset, type Preparation, preparation } from '../../../core/contract/dataset.ts';

const ID = '0123456789abcdef0123456789abcdef';

const prepared = (changes: Partial<Preparation> = {}): Preparation =>
  preparation.parse({
    schema: 'labelsmith.preparation.v1',
    dataset: ID,
    source: 'mails.csv',
    examples: 1200,
    labels: { ham: 900, spam: 300 },
    removed: { duplicate: [3, 7] },
    columns: { text: 'text', label: 'label', why: 'Text: "text"; label: "label".' },
    train: { rows: 958 },
    validation: { rows: 240 },
    tokens: { train: 50_000, billed: 200_000 },
    estimate: { costUsd: 0, seconds: 5 },
    checks: [{ id: 'duplicate', severity: 'info', message: '2 rows twice', rows: [3, 7], action: 'removed' }],
    ...changes,
  });

const written = (labels: Dataset['labels']): Dataset => ({
  schema: 'labelsmith.dataset.v1',
  dataset: ID,
  format: 'chat',
  labels,
  train: { rows: 958, bytes: 1 },
  validation: { rows: 240, bytes: 1 },
});
const twoLabels = written([
  { label: 'ham', answer: 'ham', train: 718, validation: 180 },
  { label: 'spam', answer: 'spam', train: 240, validation: 60 },
]);

const report = (
  changes: Partial<Preparation> = {},
  dataset = twoLabels,
  width = 80,
  baseModel = 'labelsmith-linear-1',
) => reportPreparation(prepared(changes), dataset, { style: styleFor({}, {}), width, baseModel });

describe('the report on a preparation', () => {
  test('accounts for every row', () => {
    expect(report()).toContain('1,200 rows read = 958 to train on + 240 held out + 2 left out');
  });

  test('draws what became of each label, in shades that need no colours', () => {
    const line = report().find((text) => text.startsWith('  ham '));
    expect(line).toMatch(/^ {2}ham +900 +718 +180 {2}█+▓+░$/);
  });

  test('names the more frequent one of two labels, and of three none', () => {
    expect(report().join(' ')).toContain('The positive class is "ham"');
    const third = { label: 'x', answer: 'x', train: 1, validation: 1 };
    expect(report({}, written([...twoLabels.labels, third])).join(' ')).not.toContain('positive class');
  });

  test('shows the five likeliest errors of the labels', () => {
    const suspects = Array.from({ length: 9 }, (_, row) => ({
      row,
      label: 'ham',
      probability: 0.01,
      suggested: 'spam',
      suggestedProbability: 0.99,
    }));
    const text = report({ suspects }).join('\n');
    expect(text.match(/^ +\d +ham +1\.0% {2}spam +99\.0%$/gm)).toHaveLength(5);
    expect(text).toContain('and 4 more in preparation.json');
  });

  test('says when nobody knows the price, and gives those of other models with their date', () => {
    const estimates = [
      { baseModel: 'babbage-002', provider: 'openai', billedTokens: 200_000, costUsd: 0.08, seconds: 1800 },
    ];
    const text = report(
      { estimate: { costUsd: null, seconds: null }, estimates, pricesOf: '2026-11-01' },
      twoLabels,
      80,
      'mine-7b',
    );
    expect(text.join(' ')).toContain('Training mine-7b on 958 examples has a price that is not known here.');
    expect(text.join('\n')).toMatch(/babbage-002 +200,000 +0\.08 +30 min/);
    expect(text.join(' ')).toContain('2026-11-01');
  });

  test('says how sure the number of tokens is', () => {
    expect(report().join(' ')).toContain('all counted');
    expect(report({ tokens: { train: 50_000, billed: 200_000, error: 600 } }).join(' ')).toContain('give or take 600');
  });

  test('marks warnings without colours', () => {
    const warned = prepared().checks.map((check) => ({ ...check, severity: 'warning' as const }));
    expect(report({ checks: warned })).toContain('! duplicate  removed  3 7');
  });

  test('fits the terminal whatever labels, rows and sentences there are', () => {
    const label = fc.string({
      minLength: 1,
      maxLength: 60,
      unit: fc.constantFrom('a', ' ', '긍', '\n', '\u001b[31m', '👍', 'é'),
    });
    const row = fc.nat(10_000_000);
    const check = fc.record({
      id: fc.constantFrom('duplicate', 'near-duplicate-across-split', 'long-text'),
      severity: fc.constantFrom('info', 'warning', 'error'),
      message: fc.lorem({ maxCount: 60 }),
      rows: fc.array(row),
      action: fc.constantFrom('none', 'removed', 'changed'),
    });
    const counted = fc.dictionary(label, fc.nat(1_000_000), { minKeys: 1, maxKeys: 30 });
    fc.assert(
      fc.property(counted, fc.array(check), fc.integer({ min: 60, max: 120 }), (labels, checks, width) => {
        const halves = Object.entries(labels).map(([name, n]) => {
          const train = Math.floor(n / 2);
          return { label: name, answer: name, train, validation: Math.floor(n / 5) };
        });
        const suspects = Object.keys(labels).map((name) => ({
          row: 5,
          label: name,
          probability: 0,
          suggested: name,
          suggestedProbability: 1,
        }));
        const changes = { labels, checks: checks as Preparation['checks'], suspects };
        for (const line of report(changes, written(halves), width)) {
          expect(widthOf(line)).toBeLessThanOrEqual(width);
          expect(line).not.toContain('\u001b');
        }
      }),
      { numRuns: 50 },
    );
  });
});
