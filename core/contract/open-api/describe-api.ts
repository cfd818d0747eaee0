import type { ApiAccess } from '../api-access.ts';
import { ROUTES, type Route } from '../routes.ts';
import { describeAccess } from './access.ts';
import type { Json } from './json.ts';
import { describeOperation } from './operation.ts';
import { PARAMETERS, pathParameters } from './parameters.ts';
import { REFUSALS } from './refusals.ts';
import { describeSchemas } from './schemas.ts';

/**
 * The HTTP API in OpenAPI 3.1, made from the routes and from the schemas that validate requests and describe answers.
 * @param configured who lets callers in, as the stack is configured
 */
export function describeApi(configured: ApiAccess): Json {
  const access = describeAccess(configured);
  const byPath = Map.groupBy(ROUTES as readonly Route[], ({ path }) => path);
  return {
    openapi: '3.1.0',
    info: { title: 'Labelsmith', version: 'v1', description: `${access.sentence}, ${DESCRIPTION}` },
    paths: Object.fromEntries(
      [...byPath].map(([path, routes]) => [
        path,
        {
          parameters: pathParameters(path),
          ...Object.fromEntries(routes.map((route) => [route.method.toLowerCase(), describeOperation(route, access)])),
        },
      ]),
    ),
    components: {
      schemas: describeSchemas(),
      parameters: PARAMETERS,
      responses: REFUSALS,
      securitySchemes: access.securitySchemes,
    },
  };
}

const DESCRIPTION = [
  'but for those that are open.',
  'What the API refuses is answered with a problem document. The gateway answers some requests itself, with bodies of its',
  'own: each operation names them. A route that does not exist is answered with its 404.',
].join(' ');
