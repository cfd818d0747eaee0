import { expect, test } from '@jest/globals';
import { createThrottle } from '../../../local/http-api/throttle.ts';

let at = 0;
const throttle = (rate: number, burst: number) => {
  at = 1_000;
  return createThrottle({ rate, burst }, () => at);
};
const passing = (letThrough: () => boolean, requests: number) =>
  Array.from({ length: requests }, letThrough).filter((passed) => passed).length;

test('lets a burst through, and then the rate', () => {
  const letThrough = throttle(200, 400);
  expect(passing(letThrough, 1_000)).toBe(400);
  at += 500;
  expect(passing(letThrough, 1_000)).toBe(100);
});

test('holds no more than a burst after a quiet time', () => {
  const letThrough = throttle(200, 400);
  at += 3_600_000;
  expect(passing(letThrough, 1_000)).toBe(400);
});

test('lets all through that keep to the rate, however long', () => {
  const letThrough = throttle(10, 1);
  for (let request = 0; request < 1_000; request += 1) {
    expect(letThrough()).toBe(true);
    at += 100;
  }
});

test('adds up parts of a request, and takes nothing for those that it refuses', () => {
  const letThrough = throttle(2, 1);
  expect(letThrough()).toBe(true);
  at += 250;
  expect(letThrough()).toBe(false);
  at += 250;
  expect(letThrough()).toBe(true);
});
