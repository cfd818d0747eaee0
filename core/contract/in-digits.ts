import * as z from 'zod/mini';

/** A number in a path or a query, where more could be read as one: `0x1`, `1e0`, ` 1`. */
export const inDigits = z.pipe(
  z.string().check(z.regex(/^\d+$/, 'expected a number in digits alone')),
  z.transform(Number),
);
