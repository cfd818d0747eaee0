import { describe, expect, test } from '@jest/globals';
import { drawBars } from '../../../bin/terminal/bars.ts';
import { styleFor } from '../../../bin/terminal/style.ts';
import { drawTable } from '../../../bin/terminal/table.ts';
import { cutToWidth, printable, widthOf } from '../../../bin/terminal/text-width.ts';

describe('bars', () => {
  test('are as long as their values, the longest one at full length', () => {
    const [large, half, tiny, none] = drawBars([
      { name: 'large', value: 1000 },
      { name: 'half', value: 500 },
      { name: 'tiny', value: 1 },
      { name: 'none', value: 0 },
    ]);
    expect(large).toBe(`large  1,000  ${'█'.repeat(32)}`);
    expect(half).toBe(`half     500  ${'█'.repeat(16)}`);
    expect(tiny).toBe('tiny       1  ▏');
    expect(none).toBe('none       0');
  });

  test('stand below each other whatever script their names are in', () => {
    const lines = drawBars([
      { name: '긍정', value: 10 },
      { name: 'negative', value: 10 },
    ]);
    expect(new Set(lines.map((line) => widthOf(line))).size).toBe(1);
  });
});

test('a table is as wide as its cells, numbers to the right', () => {
  const lines = drawTable(
    [{ title: 'check' }, { title: 'rows', align: 'right' }],
    [
      ['duplicate', '12'],
      ['x', '1,000'],
    ],
  );
  expect(lines).toEqual(['check       rows', 'duplicate     12', 'x          1,000']);
});

test.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: true }, { NO_COLOR: '' }, true],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: false }, {}, false],
  [{}, {}, false],
])('output %j with environment %j is coloured: %j', (output, environment, coloured) => {
  expect(styleFor(output, environment).bold('x')).toBe(coloured ? '\u001b[1mx\u001b[22m' : 'x');
});

test('a label cannot move the cursor, change colours or turn the line around', () => {
  expect(printable('a\u001b[31mb\r\nc\u202ed\u2028e')).toBe('ab c d e');
});

test('a long text is cut to a width, wide characters counted twice', () => {
  expect(cutToWidth('hockey', 6)).toBe('hockey');
  expect(cutToWidth('baseball', 6)).toBe('baseb…');
  expect(cutToWidth('영화영화', 6)).toBe('영화…');
});
