import { describe, expect, test } from '@jest/globals';
import { XMLValidator } from 'fast-xml-parser';
import { type Chart, drawCharts } from '../../bench/line-chart.ts';
import { figure, markdownTable } from '../../bench/markdown.ts';

const chart = (series: Chart['series']): Chart => ({ title: 'Time', x: 'MB', y: 'seconds', series });

describe('drawn charts', () => {
  test('are SVG in which names cannot become markup', () => {
    const drawn = drawCharts([chart([{ name: 'a < b & c', kind: 'main', points: [[1, 2]] }])]);
    expect(XMLValidator.validate(drawn)).toBe(true);
    expect(drawn).toContain('a &lt; b &amp; c');
  });

  test('a proportional curve is drawn as a straight line', () => {
    const drawn = drawCharts([
      chart([{ name: 'ours', kind: 'main', points: [10, 40, 100].map((x) => [x, x / 4] as const) }]),
    ]);
    const path = /<polyline [^>]*points="([^"]+)"/.exec(drawn)?.[1] ?? '';
    const [first = [0, 0], ...others] = path.split(' ').map((point) => point.split(',').map(Number));
    const slopes = others.map(([x = 0, y = 0]) => (y - (first[1] ?? 0)) / (x - (first[0] ?? 0)));
    expect(slopes).toHaveLength(2);
    expect(slopes[0]).toBeCloseTo(slopes[1] ?? 0, 1);
  });

  test.each([
    ['nothing', []],
    ['zeros', [[0, 0]]],
    ['one large value', [[1e9, 1e-9]]],
  ] as const)('%s can be drawn', (_, points) => {
    expect(drawCharts([chart([{ name: 'ours', kind: 'main', points }])])).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('Markdown', () => {
  test('a table reads its first column from the left and numbers from the right', () => {
    expect(
      markdownTable(
        ['', 's'],
        [
          ['ours', figure(1234.5, 2)],
          ['peer', figure(undefined)],
        ],
      ),
    ).toBe(['|  | s |', '| --- | ---: |', '| ours | 1,234.50 |', '| peer | - |'].join('\n'));
  });
});
