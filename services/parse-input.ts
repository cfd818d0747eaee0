import type { z } from 'zod';
import { describeIssues } from '../core/artefact.ts';
import { LabelsmithError } from '../core/errors.ts';

/** @throws LabelsmithError `InvalidInput` naming the fields that are not as agreed */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new LabelsmithError(
    'InvalidInput',
    `the input is not of the agreed form: ${describeIssues(parsed.error)}`,
    'Compare it with the schema in the API description.',
  );
}
