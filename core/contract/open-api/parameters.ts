import * as z from 'zod/mini';
import { classifierName, runId, versionNumber } from '../names.ts';
import { REQUEST_ID } from '../request-id.ts';
import type { RouteMessages } from '../route-messages.ts';
import type { Json } from './json.ts';

/** What stands in paths. */
const SEGMENTS: Readonly<Record<string, z.ZodMiniType>> = {
  classifier: classifierName,
  run: runId,
  version: versionNumber,
};

/** What every request may carry, by the name that the description gives it. */
export const PARAMETERS = {
  RequestId: {
    name: 'x-request-id',
    in: 'header',
    required: false,
    description: 'The name that the answer and the logs shall have for the request; another one is ignored',
    schema: { type: 'string', pattern: REQUEST_ID.source },
  },
} as const;

/** What a path holds, and what every request may carry. */
export const pathParameters = (path: string): readonly Json[] => [
  ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: schemaOf(SEGMENTS[name] ?? z.string()),
  })),
  { $ref: '#/components/parameters/RequestId' },
];

/** What a route reads of the query and of the headers. */
export const routeParameters = ({ query, headers }: RouteMessages): readonly Json[] => [
  ...(query ? parametersOf('query', query) : []),
  ...(headers ? parametersOf('header', headers) : []),
];

function parametersOf(place: 'query' | 'header', told: z.ZodMiniObject): Json[] {
  const { required = [] } = z.toJSONSchema(told, { io: 'input' });
  // What is sent is a text: what is told of a parameter is what it is read as.
  const { properties = {} } = z.toJSONSchema(told, { io: 'output' });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema,
  }));
}

function schemaOf(type: z.ZodMiniType): Json {
  const { $schema: _schema, ...schema } = z.toJSONSchema(type);
  return schema;
}
