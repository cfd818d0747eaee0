import { describe, expect, test } from '@jest/globals';
import { barTable } from '../../../../core/report/plots/bar-table.ts';
import { confidenceHistogram } from '../../../../core/report/plots/confidence-histogram.ts';
import { heatMap } from '../../../../core/report/plots/heat-map.ts';
import { intervalPlot } from '../../../../core/report/plots/interval-plot.ts';
import { linePlot } from '../../../../core/report/plots/line-plot.ts';
import { reliabilityPlot } from '../../../../core/report/plots/reliability-plot.ts';
import { elementsOf, isOf, numbersOf } from '../../../support/page-elements.ts';

const told = { id: 'plot', title: 'Title <1>', description: 'What is to be seen' };
const axis = { name: 'x', from: 0, to: 1, tell: String };

const BINS = [
  { from: 0.4, to: 0.5, examples: 10, confidence: 0.45, accuracy: 0.5 },
  { from: 0.9, to: 1, examples: 40, confidence: 0.95, accuracy: 1 },
];

const PLOTS = {
  intervals: intervalPlot({
    ...told,
    axis: [0, 1],
    tell: String,
    marks: [0.5],
    rows: [
      { name: 'a', value: 0.5, interval: [0.25, 0.75], told: '50%', isMain: true },
      { name: 'b', value: 0.9, interval: null, told: '90%' },
    ],
  }),
  lines: linePlot({
    ...told,
    xAxis: axis,
    yAxis: axis,
    marks: [0.5],
    point: [0.5, 0.5],
    lines: [
      {
        name: 'one',
        kind: 'main',
        points: [
          [0, 0],
          [0.5, 0.5],
          [1, 1],
        ],
      },
      {
        name: 'two',
        kind: 'second',
        points: [
          [0, 1],
          [1, 0],
        ],
      },
    ],
  }),
  'a heat map': heatMap({
    ...told,
    rows: ['a', 'b'],
    columns: ['a', 'b'],
    counts: [
      [3, 1],
      [0, 4],
    ],
    totals: [4, 4],
  }),
  'a reliability diagram': reliabilityPlot(told, BINS),
  'a histogram': confidenceHistogram(told, BINS),
};

describe('every plot', () => {
  test.each(Object.entries(PLOTS))(
    'says what it is and what is to be seen to those who cannot see it: %s',
    (_name, { text }) => {
      const elements = elementsOf(text);
      const [svg] = elements;
      expect(svg?.attributes).toMatchObject({ role: 'img', 'aria-labelledby': 'plot-t plot-d' });
      expect(elements.filter(({ tag }) => tag === 'title' || tag === 'desc')).toMatchObject([
        { tag: 'title', attributes: { id: 'plot-t' }, text: 'Title <1>' },
        { tag: 'desc', attributes: { id: 'plot-d' }, text: 'What is to be seen' },
      ]);
    },
  );

  test.each(Object.entries(PLOTS))('keeps its shapes inside its borders: %s', (_name, { text }) => {
    const [svg, ...shapes] = elementsOf(text);
    const [, , width = 0, height = 0] = (svg?.attributes['viewBox'] ?? '').split(' ').map(Number);
    const at = (names: readonly string[]) =>
      shapes.flatMap(({ attributes }) =>
        names.flatMap((name) => (name in attributes ? [Number(attributes[name])] : [])),
      );
    for (const x of at(['x', 'x1', 'x2', 'cx'])) expect(x >= 0 && x <= width).toBe(true);
    for (const y of at(['y', 'y1', 'y2', 'cy'])) expect(y >= 0 && y <= height).toBe(true);
    expect(at(['x', 'x1', 'cx']).length).toBeGreaterThan(3);
  });
});

describe('intervals', () => {
  const elements = elementsOf(PLOTS['intervals'].text);

  test('are as long as they are wide, with their value in the middle', () => {
    const [start = 0] = numbersOf(elements, 'line', 'bar', 'x1');
    const [end = 0] = numbersOf(elements, 'line', 'bar', 'x2');
    const [middle = 0, second = 0] = numbersOf(elements, 'circle', 'dot', 'cx');
    const [mark = 0] = numbersOf(elements, 'line', 'mark', 'x1');
    expect(middle).toBeCloseTo((start + end) / 2, 5);
    // Half of the axis, and 0.4 of it.
    expect((second - middle) / (end - start)).toBeCloseTo(0.4 / 0.5, 2);
    expect(mark).toBe(middle);
  });

  test('are left out where nobody knows one', () => {
    expect(elements.filter((element) => isOf(element, 'line', 'bar'))).toHaveLength(1);
    expect(elements.filter((element) => isOf(element, 'circle', 'dot'))).toHaveLength(2);
  });
});

describe('lines', () => {
  const elements = elementsOf(PLOTS['lines'].text);
  const placesOf = (kind: string) =>
    elements
      .filter((element) => isOf(element, 'polyline', kind))
      .map(({ attributes }) => (attributes['points'] ?? '').split(' ').map((place) => place.split(',').map(Number)));

  test('have a point for each value, higher ones further up', () => {
    const [[first, middle, last] = []] = placesOf('main');
    expect([placesOf('main')[0]?.length, placesOf('second')[0]?.length]).toEqual([3, 2]);
    expect(middle?.[0]).toBeCloseTo(((first?.[0] ?? 0) + (last?.[0] ?? 0)) / 2, 5);
    expect(first?.[1]).toBeGreaterThan(last?.[1] ?? 0);
  });

  test('are named, and the chosen point lies on its value', () => {
    expect(elements.filter(({ tag }) => tag === 'text').map(({ text }) => text)).toEqual(
      expect.arrayContaining(['one', 'two']),
    );
    const [, middle] = placesOf('main')[0] ?? [];
    expect([
      numbersOf(elements, 'circle', 'chosen', 'cx')[0],
      numbersOf(elements, 'circle', 'chosen', 'cy')[0],
    ]).toEqual(middle);
  });
});

describe('a heat map', () => {
  const elements = elementsOf(PLOTS['a heat map'].text);

  test('has a cell for each pair that occurs, right answers apart from wrong ones', () => {
    const cells = (kind: string) => elements.filter((element) => isOf(element, 'rect', kind)).length;
    expect([cells('right'), cells('wrong')]).toEqual([2, 1]);
    expect(elements.filter((element) => isOf(element, 'text', 'cell')).map(({ text }) => text)).toEqual([
      '3',
      '1',
      '4',
    ]);
  });

  test('colours a cell by the square root of its share of the row', () => {
    const [three = 0, four = 0] = numbersOf(elements, 'rect', 'right', 'fill-opacity');
    const [one = 0] = numbersOf(elements, 'rect', 'wrong', 'fill-opacity');
    expect(three / four).toBeCloseTo(Math.sqrt(3 / 4), 1);
    expect(one / four).toBeCloseTo(Math.sqrt(1 / 4), 1);
  });
});

describe('a reliability diagram', () => {
  const elements = elementsOf(PLOTS['a reliability diagram'].text);

  test('has a dot for each bin, larger for more answers, with a whisker around it', () => {
    const [small = 0, large = 0] = numbersOf(elements, 'circle', 'dot', 'r');
    expect(large).toBeGreaterThan(small);
    expect(elements.filter((element) => isOf(element, 'line', 'whisker'))).toHaveLength(2);
    const [low = 0] = numbersOf(elements, 'line', 'whisker', 'y1');
    const [high = 0] = numbersOf(elements, 'line', 'whisker', 'y2');
    const [at = 0] = numbersOf(elements, 'circle', 'dot', 'cy');
    expect([low > at, at > high]).toEqual([true, true]);
  });

  test('has the diagonal from corner to corner of equal axes', () => {
    const [x1 = 0, x2 = 0, y1 = 0, y2 = 0] = ['x1', 'x2', 'y1', 'y2'].flatMap((end) =>
      numbersOf(elements, 'line', 'mark', end),
    );
    const [first = 0] = numbersOf(elements, 'circle', 'dot', 'cx');
    const [up = 0] = numbersOf(elements, 'circle', 'dot', 'cy');
    expect((first - x1) / (x2 - x1)).toBeCloseTo(0.45, 2);
    expect((y1 - up) / (y1 - y2)).toBeCloseTo(0.5, 2);
  });
});

describe('a histogram', () => {
  test('has bars as high as their counts', () => {
    const [ten = 0, forty = 0] = numbersOf(elementsOf(PLOTS['a histogram'].text), 'rect', 'fill', 'height');
    expect(forty / ten).toBeCloseTo(4, 1);
  });
});

describe('a table with bars', () => {
  test('draws each bar in proportion to the longest', () => {
    const table = barTable(
      'Rows',
      ['Label', 'Rows'],
      [
        { name: 'ham', value: 200, told: '200' },
        { name: '<spam>', value: 50, told: '50' },
      ],
    );
    const elements = elementsOf(table.text);
    expect(elements.filter((element) => isOf(element, 'td', 'bar'))).toMatchObject([
      { attributes: { style: '--p:100.0%' }, text: '200' },
      { attributes: { style: '--p:25.0%' }, text: '50' },
    ]);
    expect(
      elements.filter(({ tag }) => tag === 'th').map(({ text, attributes }) => [attributes['scope'], text]),
    ).toEqual([
      ['col', 'Label'],
      ['col', 'Rows'],
      ['row', 'ham'],
      ['row', '<spam>'],
    ]);
  });
});
