import { expect, test } from '@jest/globals';
import { describeDisturbance } from '../../bench/machine.ts';

/** Two processors that were at work for a long time, and for so much of the 200 units that are watched. */
function processors(busy: number, idle: number) {
  const looks = [
    { user: 5_000, sys: 3_000, idle: 1_000 },
    { user: 5_000 + busy / 2, sys: 3_000 + busy / 2, idle: 1_000 + idle },
  ];
  const still = { user: 70_000, sys: 0, idle: 0 };
  return () => [{ times: looks.shift() ?? still }, { times: still }];
}

test.each([
  ['nothing is said of a machine that was busy before and is idle now', 0, 200, ''],
  ['nor where others take a tenth of the time', 20, 180, ''],
  ['more than a tenth is told', 24, 176, '(12% of the'],
  ['and all of it', 200, 0, '(100% of the'],
  ['nothing is said where the system does not count', 0, 0, ''],
])('%s', async (_, busy, idle, told) => {
  const sentence = await describeDisturbance(processors(busy, idle), 0);
  if (told === '') expect(sentence).toBe('');
  else expect(sentence).toContain(`Other programs were running as it began ${told} processors' time)`);
});
