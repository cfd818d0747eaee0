import '../../../services/input/interpret-schemas.ts';
import { afterEach, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { config } from 'zod/v4/core';

afterEach(() => {
  jest.restoreAllMocks();
});

test.each([
  ['interpreted', true, 0],
  ['compiled otherwise', false, 1],
])('schemas of objects are %s', (_, jitless, programs) => {
  expect(config().jitless).toBe(true);
  const made = jest.spyOn(globalThis, 'Function');
  try {
    config({ jitless });
    expect(z.object({ text: z.string() }).parse({ text: 'a' })).toEqual({ text: 'a' });
    expect(made.mock.calls.filter(([, body]) => body !== undefined)).toHaveLength(programs);
  } finally {
    config({ jitless: true });
  }
});
