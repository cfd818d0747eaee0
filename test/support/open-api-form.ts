import { z } from 'zod';

/**
 * The form of an OpenAPI 3.1 document (spec.openapis.org/oas/v3.1.0, 4.8), as far as ours uses it: a name that is not one
 * of these is refused. Schemas are JSON Schema's matter, and looked at apart.
 */
const schema = z.looseObject({});
const reference = z.strictObject({ $ref: z.string().startsWith('#/components/') });
const name = z.string().regex(/^[a-zA-Z0-9._-]+$/);

const parameter = z.strictObject({
  name: z.string(),
  in: z.enum(['query', 'header', 'path']),
  required: z.boolean().default(false),
  description: z.string().optional(),
  schema,
});
const parameters = z.array(z.union([reference, parameter])).optional();
const header = z.strictObject({ description: z.string(), required: z.boolean().optional(), schema });
const content = z.record(z.string().includes('/'), z.strictObject({ schema: schema.optional() }));
const response = z.strictObject({
  description: z.string().min(1),
  headers: z.record(z.string(), header).optional(),
  content: content.optional(),
});

const operation = z.strictObject({
  operationId: name,
  summary: z.string().min(1),
  security: z.array(z.record(name, z.array(z.string()))),
  parameters,
  requestBody: z.strictObject({ required: z.boolean(), content }).optional(),
  responses: z.record(z.union([z.literal('default'), z.string().regex(/^[1-5]\d\d$/)]), z.union([reference, response])),
});

const securityScheme = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('http'), scheme: z.literal('bearer') }),
  z.strictObject({ type: z.literal('openIdConnect'), openIdConnectUrl: z.url() }),
  z.strictObject({
    type: z.literal('apiKey'),
    in: z.literal('header'),
    name: z.string(),
    description: z.string(),
    // Extensions may stand anywhere.
    'x-amazon-apigateway-authtype': z.string(),
  }),
]);

export const openApiForm = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  paths: z.record(
    z.string().startsWith('/'),
    z.strictObject({
      parameters,
      get: operation.optional(),
      put: operation.optional(),
      post: operation.optional(),
      delete: operation.optional(),
    }),
  ),
  components: z.strictObject({
    schemas: z.record(name, schema),
    parameters: z.record(name, parameter),
    responses: z.record(name, response),
    securitySchemes: z.record(name, securityScheme),
  }),
});
