import type { z } from 'zod';
import { resolveIntrinsics, type Scope } from './intrinsics.ts';
import { type Identity, identify, NAME_PROPERTIES, nameResources, type Place } from './physical-names.ts';
import type { Template } from './template.ts';

/** A template whose references have local values. Properties are resolved when they are read, and no sooner. */
export interface ResolvedStack extends Place {
  readonly stack: string;
  readonly assets: ReadonlyMap<string, string>;
  /** Logical ids of a type, in the template's order. */
  idsOf(type: string): string[];
  identity(logicalId: string): Identity;
  /** A resource's properties, resolved and checked; properties that the schema does not name are not looked at. */
  properties<S extends z.ZodObject>(logicalId: string, schema: S): z.output<S>;
}

/**
 * @param endpoints attributes that only a running server knows, as `LogicalId.Attribute` to their value. A map that is
 *   filled later is seen later, too.
 */
export function resolveStack(
  template: Template,
  place: Place,
  endpoints: ReadonlyMap<string, string> = new Map(),
): ResolvedStack {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Region': place.region,
    'AWS::AccountId': place.account,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': template.stack,
    'AWS::StackId': `arn:aws:cloudformation:${place.region}:${place.account}:stack/${template.stack}/local`,
  };
  const names = nameResources(template.stack, Object.keys(template.resources));
  const known = new Map<string, Identity>();

  const identity = (logicalId: string): Identity => {
    const found = known.get(logicalId);
    if (found) return found;
    const resource = template.resources[logicalId];
    if (!resource) throw new Error(`the template has no resource ${logicalId}`);
    const property = NAME_PROPERTIES[resource.Type];
    const given = property === undefined ? undefined : resource.Properties[property];
    const name =
      given === undefined
        ? (names.get(logicalId) ?? logicalId)
        : String(resolveIntrinsics(given, scope, `${logicalId}.Properties.${property}`));
    const made = identify(resource.Type, name, place);
    known.set(logicalId, made);
    return made;
  };

  const scope: Scope = {
    reference: (logicalId) =>
      pseudo[logicalId] ??
      template.parameters[logicalId]?.Default ??
      (logicalId in template.resources ? identity(logicalId).ref : undefined),
    attribute: (logicalId, name) =>
      endpoints.get(`${logicalId}.${name}`) ??
      (logicalId in template.resources ? identity(logicalId).attributes[name] : undefined),
  };

  return {
    ...place,
    stack: template.stack,
    assets: template.assets,
    identity,
    idsOf: (type) =>
      Object.entries(template.resources).flatMap(([id, resource]) => (resource.Type === type ? [id] : [])),
    properties(logicalId, schema) {
      const all = template.resources[logicalId]?.Properties ?? {};
      const wanted = Object.keys(all).filter((name) => name in schema.shape);
      const resolved = wanted.map((name) => [
        name,
        resolveIntrinsics(all[name], scope, `${logicalId}.Properties.${name}`),
      ]);
      const parsed = schema.safeParse(Object.fromEntries(resolved));
      if (parsed.success) return parsed.data;
      throw new Error(`${logicalId} cannot be run locally: ${describe(parsed.error)}`);
    },
  };
}

const describe = (error: z.ZodError) =>
  error.issues.map((issue) => `Properties.${issue.path.join('.')}: ${issue.message}`).join('; ');
