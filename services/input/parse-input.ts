import * as z from 'zod/mini';
import { describeIssues, listNames } from '../../core/artefact.ts';
import { LabelsmithError } from '../../core/errors.ts';

/** @throws LabelsmithError `InvalidInput` naming the fields that are not as agreed */
export function parseInput<S extends z.core.$ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = z.safeParse(schema, input);
  if (parsed.success) return parsed.data;
  throw new LabelsmithError(
    'InvalidInput',
    `the input is not of the agreed form: ${describeIssues(parsed.error)}`,
    'Compare it with the schema in the API description.',
  );
}

/**
 * As {@link parseInput}, for a query.
 * @throws LabelsmithError `InvalidInput` naming the parameters that the route does not know, and those that it does
 */
export function parseQuery<S extends z.ZodMiniObject>(
  schema: S,
  query: Readonly<Record<string, unknown>>,
): z.output<S> {
  const known = Object.keys(schema.shape);
  const unknown = Object.keys(query).filter((name) => !known.includes(name));
  if (unknown.length === 0) return parseInput(schema, query);
  throw new LabelsmithError(
    'InvalidInput',
    `the query has parameters that this route does not know: ${listNames(unknown)}`,
    `It knows ${known.join(', ')}.`,
  );
}
