import * as z from 'zod/mini';
import { inDigits } from './in-digits.ts';
import { versionNumber } from './names.ts';

/** Bounds of one request. A gateway takes 10 MB, a function 6 MB; a megabyte is 100 texts of 10,000 characters. */
export const MOST_TEXTS = 100;
export const MOST_REQUEST_BYTES = 1_000_000;

/** A text that is to be labelled. */
export const text = z.string().check(
  z.refine((value) => value.trim() !== '', 'a text must hold more than white space'),
  z.refine((value) => value.isWellFormed(), 'a text must be Unicode: it holds half of a surrogate pair'),
);

/** Body of `POST /v1/classifiers/{classifier}/classify`: one text, or several. */
export const classifyRequest = z.union([
  z.strictObject({ text }),
  z.strictObject({ texts: z.array(text).check(z.minLength(1), z.maxLength(MOST_TEXTS)) }),
]);
export type ClassifyRequest = z.infer<typeof classifyRequest>;

/** What may stand in its query. */
export const classifyQuery = z.object({
  version: z.optional(z.pipe(inDigits, versionNumber)),
  topK: z.optional(z.pipe(inDigits, z.int().check(z.minimum(1)))),
});
