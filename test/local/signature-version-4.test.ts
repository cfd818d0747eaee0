import { expect, test } from '@jest/globals';
import { isFresh, parseLongDate, sameSignature } from '../../local/signature-version-4.ts';

test.each([
  ['20260131T235958Z', Date.UTC(2026, 0, 31, 23, 59, 58)],
  ['2026-01-31T23:59:58Z', undefined],
  ['20260131T235958', undefined],
  ['', undefined],
])('the date %j is read as the moment that it names, or not at all', (text, expected) => {
  expect(parseLongDate(text)?.getTime()).toBe(expected);
});

test('a date that no calendar has is a moment all the same, so that it is found to be far off', () => {
  const moment = parseLongDate('19701399T999999Z');
  expect(moment && isFresh(moment)).toBe(false);
  expect(moment?.getTime()).not.toBeNaN();
});

test.each([
  [0, true],
  [-14, true],
  [14, true],
  [-16, false],
  [16, false],
])('what was signed %i minutes from now is fresh: %s', (minutes, expected) => {
  expect(isFresh(new Date(Date.now() + minutes * 60_000))).toBe(expected);
});

test.each([
  ['ab12', 'ab12', true],
  ['ab12', 'ab13', false],
  ['ab12', 'ab1', false],
  ['é', 'ab', false],
  ['', '', true],
])('the signatures %j and %j are the same: %s', (given, expected, same) => {
  expect(sameSignature(given, expected)).toBe(same);
});
