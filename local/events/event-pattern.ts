import { compileValueMatcher, isObject, type ValueMatcher } from './value-matcher.ts';

export type EventMatcher = (event: unknown) => boolean;

/** Decides about a field: all values that the event has there. A list of objects gives one field several values. */
type FieldMatcher = (values: readonly unknown[]) => boolean;

/**
 * Compiles an EventBridge pattern: every field that it names must match, and what it does not name does not matter.
 * Source: "Comparison operators for use in event patterns", EventBridge user guide.
 * @throws Error naming the field, when something in the pattern is not known here, so that nothing silently never fires
 */
export function compilePattern(pattern: unknown): EventMatcher {
  const matches = compileFields(pattern, []);
  return (event) => matches([event]);
}

function compileFields(pattern: unknown, path: readonly string[]): FieldMatcher {
  if (!isObject(pattern) || Object.keys(pattern).length === 0)
    throw unusable(path, 'an object with fields is expected');
  const fields = Object.entries(pattern).map(([name, expected]): FieldMatcher => {
    if (name === '$or') return compileAlternatives(expected, path);
    const matches = Array.isArray(expected)
      ? compileValues(expected, [...path, name])
      : compileFields(expected, [...path, name]);
    return (parents) => matches(parents.flatMap((parent) => valuesOf(parent, name)));
  });
  return (values) => fields.every((matches) => matches(values));
}

function compileAlternatives(alternatives: unknown, path: readonly string[]): FieldMatcher {
  if (!Array.isArray(alternatives) || alternatives.length < 2) {
    throw unusable([...path, '$or'], 'a list of at least two patterns is expected');
  }
  const compiled = alternatives.map((alternative) => compileFields(alternative, [...path, '$or']));
  return (values) => compiled.some((matches) => matches(values));
}

/** One of the entries must match one of the values; a field that is not there has the single value undefined. */
function compileValues(entries: readonly unknown[], path: readonly string[]): FieldMatcher {
  if (entries.length === 0) throw unusable(path, 'the list of what may match is empty');
  const matchers = entries.map((entry): ValueMatcher => {
    try {
      return compileValueMatcher(entry);
    } catch (error) {
      throw unusable(path, error instanceof Error ? error.message : 'a matcher is broken');
    }
  });
  return (values) => {
    // EventBridge's operators are about leaves: an object is neither a value nor, for `exists`, something there.
    const leaves = values.filter((value) => !isObject(value));
    const candidates = leaves.length > 0 ? leaves : [undefined];
    return candidates.some((value) => matchers.some((matches) => matches(value)));
  };
}

/** A list counts as all of its entries. */
function valuesOf(parent: unknown, name: string): readonly unknown[] {
  if (!isObject(parent) || !Object.hasOwn(parent, name)) return [];
  const value = parent[name];
  return Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value];
}

function unusable(path: readonly string[], why: string): Error {
  const where = path.length === 0 ? 'the event pattern' : `the event pattern at ${path.join('.')}`;
  return new Error(`${where} cannot be used: ${why}`);
}
