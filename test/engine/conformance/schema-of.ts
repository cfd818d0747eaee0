import type { z } from 'zod';

/** Keys, however deep, that a type has and the other one does not know. */
type Strangers<Own, Known> = Own extends readonly (infer OwnItem)[]
  ? Known extends readonly (infer KnownItem)[]
    ? Strangers<NonNullable<OwnItem>, NonNullable<KnownItem>>
    : never
  : Own extends object
    ? string extends keyof Known
      ? never
      :
          | Exclude<keyof Own, keyof Known>
          | { [K in keyof Own & keyof Known]: Strangers<NonNullable<Own[K]>, NonNullable<Known[K]>> }[keyof Own &
              keyof Known]
    : never;

/**
 * Returns the schema, which the compiler refuses unless whatever passes it is of the package's type and has no key that
 * the package does not know: `schemaOf<OpenAI.Model>()(z.strictObject({...}))`. With `strictObject` throughout, the same
 * holds of what the engine really sends.
 */
export const schemaOf =
  <Known>() =>
  <S extends z.ZodType<Known>>(schema: Strangers<z.output<S>, Known> extends never ? S : never): S =>
    schema;
