import { InvalidArgumentError } from 'commander';

/** One change of a settings document: where, and the new value; undefined takes the setting out. */
export interface Assignment {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Names that lead out of a plain document. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads `name=value` as it is typed: a dot leads into an object, a value that is JSON is taken as such (`3`, `true`,
 * `"3"`), any other one as text, and an empty one takes the setting out.
 * @throws InvalidArgumentError for a text of another form
 */
export function readAssignment(text: string): Assignment {
  const [, name = '', typed = ''] = /^([A-Za-z_][\w.-]*)=(.*)$/s.exec(text) ?? [];
  const path = name.split('.');
  if (!name || path.some((part) => part === '' || RESERVED.has(part))) {
    throw new InvalidArgumentError('name=value is expected, e.g. maxCostUsd=20 or hyperparameters.n_epochs=3.');
  }
  return { path, value: readValue(typed) };
}

function readValue(typed: string): unknown {
  if (typed === '') return undefined;
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
}

/** A document as a person types it, one assignment for each value in it: {@link readAssignment} reads the same back. */
export const writeAssignments = (document: object): string[] =>
  Object.entries(document).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
      ? writeAssignments(value).map((inner) => `${name}.${inner}`)
      : `${name}=${writeValue(value)}`,
  );

const writeValue = (value: unknown): string =>
  typeof value === 'string' && readValue(value) === value ? value : JSON.stringify(value);

/** A copy of the document with the changes made, in their order. What lies on the way to a new value becomes an object. */
export function assign(document: object, assignments: readonly Assignment[]): object {
  const copy: Record<string, unknown> = structuredClone({ ...document });
  for (const { path, value } of assignments) {
    let inner = copy;
    for (const part of path.slice(0, -1)) {
      const next = inner[part];
      const below: Record<string, unknown> =
        typeof next === 'object' && next !== null && !Array.isArray(next) ? { ...next } : {};
      inner[part] = below;
      inner = below;
    }
    const last = path.at(-1) ?? '';
    if (value === undefined) delete inner[last];
    else inner[last] = value;
  }
  return copy;
}
