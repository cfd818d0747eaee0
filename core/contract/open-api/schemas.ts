import { z } from 'zod';
import { ANSWERS, REQUESTS } from '../messages.ts';
import type { Json } from './json.ts';

/** The body of whatever the gateway answers itself, e.g. `{"message": "Forbidden"}`. */
const GatewayAnswer = z.object({ message: z.string() });

/** Where a schema of the description is. */
export const schemaReference = (
  name: keyof typeof REQUESTS | keyof typeof ANSWERS | 'GatewayAnswer',
): { readonly $ref: string } => ({ $ref: `#/components/schemas/${name}` });

/** The bodies of requests as they may be sent, and of answers as they come. */
export const describeSchemas = (): Json => ({
  ...schemasOf(REQUESTS, 'input'),
  ...schemasOf({ ...ANSWERS, GatewayAnswer }, 'output'),
});

/** Schemas as OpenAPI has them; where one is part of another, it is referred to. */
function schemasOf(named: Readonly<Record<string, z.core.$ZodType>>, io: 'input' | 'output'): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io,
    unrepresentable: 'any',
    uri: (id) => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _schema, $id: _id, ...schema }]) => [id, schema]),
  );
}
