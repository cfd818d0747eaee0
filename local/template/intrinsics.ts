/** What references resolve to; undefined for what is not known. */
export interface Scope {
  reference(logicalId: string): unknown;
  attribute(logicalId: string, name: string): string | undefined;
}

/** A value of the template has no local counterpart. The message names the resource and the property. */
class Unresolvable extends Error {
  override readonly name = 'Unresolvable';
}

type Fail = (what: string) => never;
type Argument = (value: unknown) => unknown;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The value with every intrinsic function replaced by what it gives locally. `AWS::NoValue` removes its property.
 * @param where the property's path, e.g. `Handler12AB.Properties.Environment`, for the message of an error
 * @throws Unresolvable when a reference is not known or a function is not one of `Ref`, `Fn::GetAtt`, `Fn::Join`,
 *   `Fn::Sub`, `Fn::Select` and `Fn::Split`
 */
export function resolveIntrinsics(value: unknown, scope: Scope, where: string): unknown {
  if (Array.isArray(value)) {
    return value
      .map((item, index) => resolveIntrinsics(item, scope, `${where}[${index}]`))
      .filter((item) => item !== undefined);
  }
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
    const fail: Fail = (what) => {
      throw new Unresolvable(`${where}: ${what}. The local cloud cannot run what it cannot resolve.`);
    };
    return call(only[0], only[1], scope, (argument) => resolveIntrinsics(argument, scope, where), fail);
  }
  const resolved = entries.map(([key, item]) => [key, resolveIntrinsics(item, scope, `${where}.${key}`)] as const);
  return Object.fromEntries(resolved.filter(([, item]) => item !== undefined));
}

function call(name: string, argument: unknown, scope: Scope, resolve: Argument, fail: Fail): unknown {
  switch (name) {
    case 'Ref':
      return reference(argument, scope, fail);
    case 'Fn::GetAtt': {
      const parts = typeof argument === 'string' ? argument.split(/\.(.*)/s) : strings(resolve(argument), name, fail);
      return attribute(parts[0] ?? '', parts[1] ?? '', scope, fail);
    }
    case 'Fn::Join': {
      const [separator, list] = pair(argument, name, fail);
      return strings(resolve(list), name, fail).join(String(separator));
    }
    case 'Fn::Split': {
      const [separator, text] = pair(argument, name, fail);
      return String(resolve(text)).split(String(separator));
    }
    case 'Fn::Select': {
      const [index, list] = pair(argument, name, fail);
      const items = resolve(list);
      const item = Array.isArray(items) ? items[Number(resolve(index))] : undefined;
      return item === undefined ? fail(`Fn::Select finds nothing at ${JSON.stringify(index)}`) : item;
    }
    case 'Fn::Sub':
      return substitute(argument, scope, resolve, fail);
    default:
      return fail(`the function ${name} is not supported`);
  }
}

function reference(logicalId: unknown, scope: Scope, fail: Fail): unknown {
  if (logicalId === 'AWS::NoValue') return undefined;
  const found = typeof logicalId === 'string' ? scope.reference(logicalId) : undefined;
  return found === undefined ? fail(`Ref to ${JSON.stringify(logicalId)} gives nothing`) : found;
}

function attribute(logicalId: string, name: string, scope: Scope, fail: Fail): string {
  return scope.attribute(logicalId, name) ?? fail(`Fn::GetAtt of ${logicalId}.${name} gives nothing`);
}

/** `${Id}`, `${Id.Attribute}`, `${Variable}`, and `${!literal}`, which stands for itself without its mark. */
function substitute(argument: unknown, scope: Scope, resolve: Argument, fail: Fail): string {
  const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
  const variables = resolve(given);
  if (typeof text !== 'string' || !isRecord(variables)) return fail('Fn::Sub expects a text and its variables');
  return text.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(variables, name)) return String(variables[name]);
    const [logicalId = '', path] = name.split(/\.(.*)/s);
    return path ? attribute(logicalId, path, scope, fail) : String(reference(name, scope, fail));
  });
}

function pair(argument: unknown, name: string, fail: Fail): [unknown, unknown] {
  return Array.isArray(argument) && argument.length === 2
    ? [argument[0], argument[1]]
    : fail(`${name} expects two values`);
}

function strings(value: unknown, name: string, fail: Fail): string[] {
  const fits = Array.isArray(value) && value.every((item) => ['string', 'number', 'boolean'].includes(typeof item));
  return fits ? value.map(String) : fail(`${name} expects a list of texts`);
}
