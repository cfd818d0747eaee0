import { beforeEach, describe, expect, test } from '@jest/globals';
import { LabelsmithError } from '../../../core/errors.ts';
import { Breaker } from '../../../core/prediction/breaker.ts';

let now = 0;
let breaker: Breaker;
let asked: number;
beforeEach(() => {
  now = 0;
  asked = 0;
  breaker = new Breaker(() => new Date(now));
});

const away = (retryAfterSeconds?: number) =>
  new LabelsmithError('ProviderUnavailable', 'away', 'Wait.', { retryAfterSeconds });
const fail = (error: unknown, deadline?: Date) =>
  breaker.call(async () => {
    asked += 1;
    throw error;
  }, deadline);
const succeed = () =>
  breaker.call(async () => {
    asked += 1;
    return 'answer';
  });
const refusedAtOnce = (seconds: number) =>
  expect(succeed()).rejects.toMatchObject({ name: 'ProviderUnavailable', retryAfterSeconds: seconds });

describe('a breaker', () => {
  test('lets everything through while the host answers', async () => {
    expect(await Promise.all([succeed(), succeed(), succeed()])).toEqual(['answer', 'answer', 'answer']);
  });

  test('refuses at once for five seconds after a fault, and says for how long', async () => {
    await expect(fail(away())).rejects.toThrow('away');
    now = 1_500;
    await refusedAtOnce(4);
    expect(asked).toBe(1);
    now = 5_000;
    expect(await succeed()).toBe('answer');
  });

  test.each([
    [2, 5_000],
    [12, 12_000],
    [900, 30_000],
  ])('rests for the %i seconds that a host names, five at least and thirty at most', async (seconds, rest) => {
    await expect(fail(away(seconds))).rejects.toThrow('away');
    now = rest - 1;
    await refusedAtOnce(1);
    now = rest;
    expect(await succeed()).toBe('answer');
  });

  test('has one request try the host when the time is over, and refuses the others until it is answered', async () => {
    await expect(fail(away())).rejects.toThrow('away');
    now = 5_000;
    const { promise, resolve } = Promise.withResolvers<string>();
    const trial = breaker.call(() => promise);
    await expect(succeed()).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    resolve('first');
    expect(await trial).toBe('first');
    expect(await Promise.all([succeed(), succeed()])).toEqual(['answer', 'answer']);
  });

  test('rests anew when the trial fails', async () => {
    await expect(fail(away())).rejects.toThrow('away');
    now = 5_000;
    await expect(fail(away())).rejects.toThrow('away');
    now = 9_999;
    await refusedAtOnce(1);
    now = 10_000;
    expect(await succeed()).toBe('answer');
  });

  test.each(['ProviderRefused', 'KeyRefused'] as const)('takes %s for an answer: the host is there', async (name) => {
    await expect(fail(new LabelsmithError(name, 'no', 'Ask.'))).rejects.toThrow('no');
    expect(await succeed()).toBe('answer');
    await expect(fail(away())).rejects.toThrow('away');
    now = 5_000;
    await expect(fail(new LabelsmithError(name, 'no', 'Ask.'))).rejects.toThrow('no');
    expect(await succeed()).toBe('answer');
  });

  test('does not blame the host for a caller whose time was over', async () => {
    now = 20_000;
    await expect(fail(away(), new Date(20_000))).rejects.toThrow('away');
    expect(await succeed()).toBe('answer');
    await expect(fail(away(), new Date(30_000))).rejects.toThrow('away');
    await refusedAtOnce(5);
  });

  test('tries again with the next request when the time of the one that tried was over', async () => {
    await expect(fail(away())).rejects.toThrow('away');
    now = 5_000;
    await expect(fail(away(), new Date(5_000))).rejects.toThrow('away');
    expect(await succeed()).toBe('answer');
  });
});
