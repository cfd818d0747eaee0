import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { widthOf } from '../../../bin/terminal/text-width.ts';
import { wrapCommand, wrapText } from '../../../bin/terminal/wrap.ts';

describe('a wrapped sentence', () => {
  test('is broken at spaces', () => {
    expect(wrapText('one two three four', 9)).toEqual(['one two', 'three', 'four']);
  });

  test('has a word that is longer than a line cut, wide characters counted twice', () => {
    expect(wrapText('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(wrapText('영화영화', 5)).toEqual(['영화', '영화']);
  });

  test('loses nothing but spaces, and fits', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '영') });
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 30 }), (sentence, width) => {
        const lines = wrapText(sentence, width);
        expect(lines.join('').replaceAll(' ', '')).toBe(sentence.replaceAll(' ', ''));
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

test('a long command can be pasted', () => {
  expect(wrapCommand('labelsmith upload a-file.csv --classifier a', 80, 2)).toEqual([
    '  labelsmith upload a-file.csv --classifier a',
  ]);
  expect(wrapCommand('npm run -s labelsmith -- upload a-file.csv --classifier a', 40, 2)).toEqual([
    '  npm run -s labelsmith -- upload a-file.csv \\',
    '    --classifier a',
  ]);
});
