import { describe, expect, test } from '@jest/globals';
import { measureInTurns, median, runOnce } from '../../bench/measure.ts';
import { mediansOf } from '../../bench/medians.ts';

/** A program for this Node, so that tests need nothing else. */
const node = (name: string, script: string) => ({ name, program: process.execPath, args: ['-e', script] });

describe('measuring a program', () => {
  test('what it prints is handed back with the time from its start to its end', async () => {
    const run = await runOnce(node('sleeper', "setTimeout(() => console.log('done'), 200)"));
    expect(run.stdout).toBe('done\n');
    expect(run.wallMs).toBeGreaterThan(190);
  });

  test('memory that was given back counts at its peak, and nothing is told where the system tells nothing', async () => {
    const filled = 200 * 1024 ** 2;
    const run = await runOnce(
      node(
        'filler',
        `let a = Buffer.alloc(${filled}, 1); setTimeout(() => { a = null; setTimeout(() => {}, 100); }, 100)`,
      ),
    );
    if (process.platform !== 'linux') return expect([run.peakBytes, run.cpuMs]).toEqual([undefined, undefined]);
    expect(run.peakBytes).toBeGreaterThan(filled);
    expect(run.cpuMs).toBeGreaterThan(0);
  });

  test('a program that fails is no measurement', async () => {
    const failing = node('failing', "console.error('first\\nthe reason'); process.exit(3)");
    await expect(runOnce(failing)).rejects.toThrow('failing ended with 3: the reason');
    await expect(runOnce({ ...failing, program: '/nowhere/program' })).rejects.toThrow('ENOENT');
  });

  test('commands take turns', async () => {
    const clock = 'process.stdout.write(String(Date.now()))';
    const taken = await measureInTurns([node('peer', clock), node('ours', clock)], 2);
    const at = (name: string) => (taken.get(name) ?? []).map(({ stdout }) => Number(stdout));
    const inTurns = [at('peer')[0], at('ours')[0], at('peer')[1], at('ours')[1]];
    expect(inTurns).toEqual(inTurns.toSorted((a = 0, b = 0) => a - b));
  });
});

describe('medians', () => {
  test.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 2, 100], 3],
    [[], undefined],
  ])('of %j is %p', (values, expected) => expect(median(values)).toBe(expected));

  test('each measure has its own, and what the system did not tell stays unknown', () => {
    const runs = [
      { wallMs: 1_000, stdout: '', cpuMs: 700, peakBytes: 3 * 1024 ** 2 },
      { wallMs: 9_000, stdout: '', cpuMs: 900, peakBytes: 1024 ** 2 },
      { wallMs: 2_000, stdout: '', cpuMs: 800, peakBytes: 2 * 1024 ** 2 },
    ];
    expect(mediansOf(runs)).toEqual({ seconds: 2, cpuSeconds: 0.8, peakMebibytes: 2 });
    expect(mediansOf([{ wallMs: 500, stdout: '' }])).toEqual({
      seconds: 0.5,
      cpuSeconds: undefined,
      peakMebibytes: undefined,
    });
    expect(() => mediansOf([])).toThrow(RangeError);
  });
});
