import { z } from 'zod';
import { ANSWERS, REQUESTS } from './messages.ts';
import { PROBLEM_CONTENT_TYPE } from './problem.ts';
import { ROUTE_MESSAGES, type RouteMessages } from './route-messages.ts';
import { ROUTES, type Route, routeKey } from './routes.ts';

type Json = Readonly<Record<string, unknown>>;

const DESCRIPTION = [
  'Requests carry a bearer token with the scope that the operation names, but for those that are open.',
  'What the API refuses is answered with a problem document. The gateway answers some requests itself, with bodies of its',
  'own: 401 without a token, 403 without the scope, 404 for a route that does not exist, 413, 429 and 503.',
].join(' ');

/** The body of whatever the gateway answers itself, e.g. `{"message": "Forbidden"}`. */
const GatewayAnswer = z.object({ message: z.string() });

/** The HTTP API in OpenAPI 3.1, made from the routes and from the schemas that validate requests and describe answers. */
export function describeApi(): Json {
  return {
    openapi: '3.1.0',
    info: { title: 'Labelsmith', version: 'v1', description: DESCRIPTION },
    paths: Object.fromEntries(
      [...Map.groupBy(ROUTES as readonly Route[], ({ path }) => path)].map(([path, routes]) => [
        path,
        {
          ...(parametersIn(path).length > 0 && { parameters: parametersIn(path) }),
          ...Object.fromEntries(routes.map((route) => [route.method.toLowerCase(), operationOf(route)])),
        },
      ]),
    ),
    components: {
      schemas: { ...schemasOf(REQUESTS, 'input'), ...schemasOf({ ...ANSWERS, GatewayAnswer }, 'output') },
      responses: { Problem: { description: 'What was wrong, and what to do', content: refusals() } },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

const parametersIn = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: name === 'version' ? 'integer' : 'string' },
  }));

function operationOf(route: Route): Json {
  const messages: RouteMessages = ROUTE_MESSAGES[routeKey(route) as keyof typeof ROUTE_MESSAGES];
  const query = messages.query ? queryParameters(messages.query) : [];
  return {
    operationId: operationId(route),
    summary: route.summary,
    security: route.scope === null ? [] : [{ token: [route.scope] }],
    ...(query.length > 0 && { parameters: query }),
    ...(messages.body && {
      requestBody: {
        required: !messages.mayLackBody,
        content: { 'application/json': { schema: reference(messages.body) } },
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(messages.answers).map(([status, answer]) => [status, responseOf(answer, route.summary)]),
      ),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

/** e.g. `postClassifiersClassifierClassify` of `POST /v1/classifiers/{classifier}/classify`. */
const operationId = ({ method, path }: Route): string =>
  [method.toLowerCase(), ...path.split(/[/.{}]+/).filter((part) => part && part !== 'v1')]
    .map((part, index) => (index === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('');

function responseOf(answer: RouteMessages['answers'][number], description: string): Json {
  if (answer === null) return { description };
  const isMediaType = answer.includes('/');
  return {
    description,
    content: isMediaType ? { [answer]: {} } : { 'application/json': { schema: reference(answer) } },
  };
}

function queryParameters(query: z.ZodObject): Json[] {
  const { required = [] } = z.toJSONSchema(query, { io: 'input' });
  // A query holds texts: what is told of a parameter is what it is read as.
  const { properties = {} } = z.toJSONSchema(query, { io: 'output' });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** What our code refuses has one type, and what the gateway refuses itself has another. */
const refusals = () => ({
  [PROBLEM_CONTENT_TYPE]: { schema: reference('Problem') },
  'application/json': { schema: reference('GatewayAnswer') },
});

/** Schemas as OpenAPI has them; where one is part of another, it is referred to. */
function schemasOf(named: Readonly<Record<string, z.ZodType>>, io: 'input' | 'output'): Json {
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
