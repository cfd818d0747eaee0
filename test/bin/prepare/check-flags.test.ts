import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCheckFlag } from '../../../bin/prepare/check-flags.ts';
import { describeChecks } from '../../../bin/prepare/check-guide.ts';
import { widthOf } from '../../../bin/terminal/text-width.ts';
import { CHECK_IDS, CHECKS, type CheckRule, type CheckSettings, checkSettings } from '../../../core/contract/checks.ts';

const parseAll = (...flags: string[]) => flags.reduce<CheckSettings>((said, flag) => parseCheckFlag(flag, said), {});

describe('--check', () => {
  test.each([
    [['duplicate=off'], { duplicate: 'off' }],
    [['rare-class=20'], { 'rare-class': 20 }],
    [['near-duplicate = 0.7'], { 'near-duplicate': 0.7 }],
    [['long-text=report', 'long-text=8000'], { 'long-text': { action: 'report', threshold: 8000 } }],
    [['duplicate=off', 'duplicate=remove'], { duplicate: { action: 'remove' } }],
  ])('%j is understood', (flags, expected) => {
    expect(parseAll(...flags)).toEqual(expected);
  });

  test.each([
    ['nothing', 'Expected CHECK=VALUE'],
    ['duplicate=', 'Expected CHECK=VALUE'],
    ['nope=off', 'There is no check "nope"'],
    ['toString=off', 'There is no check "toString"'],
    ['duplicate=sometimes', 'neither an action nor a number'],
    ['duplicate=-1', 'neither an action nor a number'],
    ['rare-class=remove', 'not offered'],
    ['empty-label=off', 'not offered'],
    ['duplicate=3', 'no number'],
    ['near-duplicate=80', 'between 0 and 1'],
    ['ours=20', 'The group "ours"'],
    ['all=remove', 'The group "all"'],
  ])('%s is refused: %s', (flag, reason) => {
    expect(() => parseCheckFlag(flag)).toThrow(reason);
  });

  test('an unknown check is answered with every check there is', () => {
    const refusal = (() => {
      try {
        parseCheckFlag('nope=off');
      } catch (error) {
        return String(error);
      }
      return '';
    })();
    for (const id of CHECK_IDS) expect(refusal).toContain(id);
  });

  test('ours=off turns off our own checks that can be turned off, and none of the old tool', () => {
    const said = parseAll('ours=off');
    for (const id of CHECK_IDS) {
      const { choices, origin }: CheckRule = CHECKS[id];
      expect(said[id]).toBe(origin === 'labelsmith' && choices.includes('off') ? 'off' : undefined);
    }
  });

  test('all=off turns off whatever can be, and one of them can be turned on again', () => {
    const said = parseAll('all=off', 'duplicate=remove', 'rare-class=5');
    expect(said.duplicate).toEqual({ action: 'remove' });
    expect(said['rare-class']).toEqual({ action: 'off', threshold: 5 });
    expect(said['many-labels']).toBe('off');
    expect(said['empty-label']).toBeUndefined();
  });

  test('whatever is accepted is valid in settings', () => {
    const value = fc.oneof(fc.constantFrom('off', 'report', 'remove'), fc.nat(2000).map(String), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...CHECK_IDS, 'ours', 'all'), value)), (flags) => {
        let said: CheckSettings = {};
        for (const [id, what] of flags) {
          try {
            said = parseCheckFlag(`${id}=${what}`, said);
          } catch {
            // Refused: what was said before stays.
          }
        }
        expect(checkSettings.safeParse(said).success).toBe(true);
      }),
    );
  });
});

test('the list of checks names each of them, and fits the terminal', () => {
  const lines = describeChecks(80);
  for (const id of CHECK_IDS) expect(lines.some((line) => line.startsWith(`${id} `))).toBe(true);
  expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80);
});
