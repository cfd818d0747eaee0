import * as z from 'zod/mini';

/** How a classifier's predictions are served. */
export const servingSettings = z.strictObject({
  /** Keep recent answers in the function's memory. @default true */
  cache: z.optional(z.boolean()),
  /** When the provider does not answer, let the embedded model of the same dataset do it. @default false */
  fallback: z.optional(z.boolean()),
});
