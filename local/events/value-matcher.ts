import { compileWildcard } from './wildcard.ts';

/** Decides about one value of an event, which is no object and no list; undefined when the event has no such field. */
export type ValueMatcher = (value: unknown) => boolean;

type Compile = (operand: unknown) => ValueMatcher;

/** One entry of a pattern's list: a value that must be equal, or an object with one operator. @throws Error */
export function compileValueMatcher(entry: unknown): ValueMatcher {
  if (isScalar(entry)) return (value) => value === entry;
  const [operator, operand, ...more] = isObject(entry) ? Object.entries(entry).flat() : [];
  if (typeof operator !== 'string' || more.length > 0)
    throw new Error('a matcher is a value or an object with one operator');
  const compile = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (compile) return compile(operand);
  throw new Error(`"${operator}" is not supported; supported are ${Object.keys(OPERATORS).join(', ')}`);
}

const OPERATORS: Readonly<Record<string, Compile>> = {
  prefix: (operand) => compileAffix('prefix', operand, (text, affix) => text.startsWith(affix)),
  suffix: (operand) => compileAffix('suffix', operand, (text, affix) => text.endsWith(affix)),
  wildcard: (operand) => onText(compileWildcard(asText('wildcard', operand))),
  'equals-ignore-case': (operand) => {
    const folded = asText('equals-ignore-case', operand).toLowerCase();
    return onText((text) => text.toLowerCase() === folded);
  },
  exists: (operand) => {
    if (typeof operand !== 'boolean') throw new Error('"exists" takes true or false');
    return (value) => (value !== undefined) === operand;
  },
  numeric: compileNumeric,
  'anything-but': compileAnythingBut,
};

/** The operators that may stand inside `anything-but`. */
const NEGATABLE = ['prefix', 'suffix', 'wildcard', 'equals-ignore-case'];

/** What is not there is not anything, so the field must exist. */
function compileAnythingBut(operand: unknown): ValueMatcher {
  const excluded = isObject(operand) ? compileExcludedOperator(operand) : asList(operand).map(compileExcludedValue);
  return (value) => value !== undefined && !excluded.some((matches) => matches(value));
}

function compileExcludedOperator(operand: Readonly<Record<string, unknown>>): ValueMatcher[] {
  const [operator = '', operands] = Object.entries(operand)[0] ?? [];
  if (!NEGATABLE.includes(operator) || Object.keys(operand).length !== 1) {
    throw new Error(`"anything-but" takes values, or one of ${NEGATABLE.join(', ')}`);
  }
  return asList(operands).map((one) => compileValueMatcher({ [operator]: one }));
}

function compileExcludedValue(entry: unknown): ValueMatcher {
  if (isScalar(entry)) return (value) => value === entry;
  throw new Error('the list of "anything-but" holds strings, numbers, booleans or null');
}

function compileAffix(name: string, operand: unknown, has: (text: string, affix: string) => boolean): ValueMatcher {
  if (isObject(operand) && Object.keys(operand).length === 1) {
    const folded = asText(name, operand['equals-ignore-case']).toLowerCase();
    return onText((text) => has(text.toLowerCase(), folded));
  }
  const affix = asText(name, operand);
  return onText((text) => has(text, affix));
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '=': (value, bound) => value === bound,
  '>=': (value, bound) => value >= bound,
  '>': (value, bound) => value > bound,
};

/** `["=", 5]`, or a range such as `[">", 0, "<=", 5]`. */
function compileNumeric(operand: unknown): ValueMatcher {
  const terms = asList(operand);
  if (terms.length !== 2 && terms.length !== 4)
    throw new Error('"numeric" takes one or two pairs of comparison and number');
  const comparisons = Array.from({ length: terms.length / 2 }, (_, index) => {
    const [name, bound] = [terms[2 * index], terms[2 * index + 1]];
    const compare = typeof name === 'string' && Object.hasOwn(COMPARISONS, name) ? COMPARISONS[name] : undefined;
    if (compare && typeof bound === 'number') return (value: number) => compare(value, bound);
    throw new Error(`"numeric" takes pairs of ${Object.keys(COMPARISONS).join(', ')} and a number`);
  });
  return (value) => typeof value === 'number' && comparisons.every((compare) => compare(value));
}

const onText =
  (matches: (text: string) => boolean): ValueMatcher =>
  (value) =>
    typeof value === 'string' && matches(value);

function asText(operator: string, operand: unknown): string {
  if (typeof operand === 'string') return operand;
  throw new Error(`"${operator}" takes a string`);
}

const asList = (operand: unknown): readonly unknown[] => (Array.isArray(operand) ? operand : [operand]);

const isScalar = (value: unknown) => value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** Whether it is an object with fields of its own: neither a list nor null. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
