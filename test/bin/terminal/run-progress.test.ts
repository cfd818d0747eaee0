import { describe, expect, test } from '@jest/globals';
import { describeAge, describeLife } from '../../../bin/terminal/run-alive.ts';
import { progressPrinter } from '../../../bin/terminal/run-progress.ts';
import type { Run } from '../../../core/contract/run.ts';
import { runRecord } from '../../support/run-record.ts';

/** Moments are told in the reader's own time zone: they are made in it here as well. */
const at = (hour: number, minute: number, day = 22) => new Date(2026, 10, day, hour, minute).toISOString();
const now = new Date(2026, 10, 22, 13, 10);
const say = (changes: Partial<Run>) => {
  const run = runRecord('r', changes);
  return [...describeLife(run, now), ...describeAge(run, now)].join(' · ');
};

describe('what is said of the life of a run', () => {
  test.each([
    ['a job seen just now', { lastSeenAt: at(13, 10) }, ''],
    [
      'a job that is expected to end',
      { lastSeenAt: at(13, 9), lastProgressAt: at(13, 8), expectedEndAt: at(14, 30) },
      'expected to end 14:30 · last seen alive 60 s ago',
    ],
    [
      'a job that is looked at rarely',
      { lastSeenAt: at(12, 0), nextLookAt: at(13, 40) },
      'last seen alive 70 min ago · next look in 30 min',
    ],
    ['a look that is under way', { lastSeenAt: at(13, 10), nextLookAt: at(13, 9) }, ''],
    ['an end on another day', { expectedEndAt: at(9, 5, 23) }, 'expected to end 23 Nov 09:05'],
    [
      'a provider that is silent',
      { lastSeenAt: at(12, 30), lastProgressAt: at(12, 0), silentSince: at(12, 32), expectedEndAt: at(14, 30) },
      'the provider is silent since 12:32: asking again by itself · silent for 38 min · last seen alive 40 min ago',
    ],
    ['a job that stands still', { lastSeenAt: at(13, 10), lastProgressAt: at(10, 10) }, 'no progress for 3.0 h'],
    [
      'a run that somebody cancelled',
      { cancelRequested: { at: at(13, 9), by: 'token default' } },
      'being cancelled, as token default asked',
    ],
  ])('%s', (_, changes, said) => {
    expect(say(changes)).toBe(said);
  });
});

describe('the progress of a run', () => {
  const printed = (isTTY: boolean, looks: (printer: ReturnType<typeof progressPrinter>, wait: () => void) => void) => {
    let text = '';
    let time = now.getTime();
    const stream = { isTTY, columns: 100, write: (part: string) => (text += part) };
    looks(
      progressPrinter(stream as never, () => time),
      () => {
        time += 60_000;
      },
    );
    return text;
  };
  const silent = runRecord('r', { lastSeenAt: at(13, 9), silentSince: at(13, 10) });

  test('is a line for each news where nobody looks at a terminal', () => {
    const text = printed(false, (printer, wait) => {
      for (let look = 0; look < 3; look += 1) {
        printer.tell(silent);
        wait();
      }
      printer.miss(now.getTime());
      printer.tell(runRecord('r', { progress: { epoch: 2, epochs: 4 } }));
      printer.end();
    });
    expect(text.split('\n')).toEqual([
      '   0 s  Poll tuning · the provider is silent since 13:10: asking again by itself',
      ' 180 s  the API does not answer: asking again by itself',
      ' 180 s  Poll tuning · epoch 2 of 4',
      '',
    ]);
  });

  test('tells how far scoring is, and that a provider has gone silent in the middle of it', () => {
    const scoring = { by: 'the candidate', scored: 120, of: 1_000 };
    const state = 'Evaluate candidate';
    const text = printed(false, (printer, wait) => {
      printer.tell(runRecord('r', { state, scoring }));
      wait();
      printer.tell(runRecord('r', { state, scoring, silentSince: at(13, 10) }));
      wait();
      printer.tell(runRecord('r', { state, scoring: { ...scoring, scored: 1_000 } }));
    });
    expect(text.split('\n')).toEqual([
      '   0 s  Evaluate candidate · 120 of 1,000 examples scored by the candidate',
      '  60 s  Evaluate candidate · 120 of 1,000 examples scored by the candidate · the provider is silent since 13:10: asking again by itself',
      ' 120 s  Evaluate candidate · 1,000 of 1,000 examples scored by the candidate',
      '',
    ]);
  });

  test('is one moving line on a terminal, which says how long nothing has come', () => {
    const text = printed(true, (printer, wait) => {
      printer.tell(silent);
      wait();
      printer.miss(now.getTime());
      printer.end();
    });
    const lines = text.split('\r\u001b[K');
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(
        /^ {3}0 s {2}Poll tuning · the provider is silent since 13:10: asking again by itself · silent for 0/,
      ),
      '  60 s  the API does not answer: asking again by itself · no answer for 60 s\n',
    ]);
  });
});
