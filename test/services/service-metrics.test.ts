import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { createServiceMetrics } from '../../services/service-metrics.ts';

// What is looked at here is what other tests keep from the terminal.
process.env['POWERTOOLS_METRICS_DISABLED'] = 'false';

const write = jest.spyOn(process.stdout, 'write');
afterEach(() => void write.mockReset());

/** The lines that raising them writes, read back. */
function linesOf(raising: (raise: ReturnType<typeof createServiceMetrics>) => void) {
  const lines: string[] = [];
  write.mockImplementation((chunk) => lines.push(String(chunk)) > 0);
  raising(createServiceMetrics());
  write.mockReset();
  return lines.map((line) => JSON.parse(line));
}

describe('a metric', () => {
  test('is counted over all, and by the classifier where there is one', () => {
    const [line] = linesOf((raise) =>
      raise([{ name: 'DaysUntilShutdown', value: 8, unit: 'NoUnit' }], { classifier: 'sports' }),
    );
    expect(line).toMatchObject({
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: 'Labelsmith',
            Dimensions: [['service'], ['service', 'classifier']],
            Metrics: [{ Name: 'DaysUntilShutdown', Unit: 'None' }],
          },
        ],
      },
      service: 'labelsmith',
      classifier: 'sports',
      DaysUntilShutdown: 8,
    });
  });

  test('without a classifier is counted over all', () => {
    const [line] = linesOf((raise) => raise([{ name: 'UnreleasedRuns', value: 0 }]));
    expect(line._aws.CloudWatchMetrics[0].Dimensions).toEqual([['service']]);
    expect(line.UnreleasedRuns).toBe(0);
  });

  test.each([
    ['hockey', 'hockey'],
    ['야구', '%EC%95%BC%EA%B5%AC'],
    ['x'.repeat(2_000), 'x'.repeat(1_024)],
  ])('of a label is not counted over all, and names it in ASCII', (label, dimension) => {
    const [line] = linesOf((raise) => raise([{ name: 'Predictions', value: 3 }], { classifier: 'sports', label }));
    expect(line._aws.CloudWatchMetrics[0].Dimensions).toEqual([['service', 'classifier', 'label']]);
    expect([line.label, line.Predictions]).toEqual([dimension, 3]);
  });

  test('may have more values than one line can hold: none is lost', () => {
    const values = Array.from({ length: 250 }, (_, index) => index);
    const lines = linesOf((raise) => raise([{ name: 'Confidence', value: values }], { classifier: 'sports' }));
    expect(lines.flatMap((line) => line.Confidence)).toEqual(values);
    for (const line of lines) {
      expect(line._aws.CloudWatchMetrics[0].Dimensions).toEqual([['service'], ['service', 'classifier']]);
    }
  });

  test('without a value is no line', () => {
    expect(linesOf((raise) => raise([]))).toEqual([]);
  });
});
