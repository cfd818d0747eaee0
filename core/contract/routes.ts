/** The HTTP API's routes: the gateway, the authorizer, the router and the API description are all made from this table. */

export type Scope = 'classify' | 'read' | 'manage';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `{name}` is one path segment, as in the gateway's and OpenAPI's syntax. */
  readonly path: string;
  /** What a token must be allowed to do; null for a route that is open. */
  readonly scope: Scope | null;
  /** The function that answers: the hot path has one of its own. */
  readonly answeredBy: 'classify-text' | 'serve-api';
  readonly summary: string;
}

/** Keeps each route's method and path as types, so that a router can be checked for missing ones. */
const api = <const M extends Route['method'], const P extends string, const S extends Scope | null>(
  method: M,
  path: P,
  scope: S,
  summary: string,
) => ({ method, path, scope, answeredBy: 'serve-api', summary }) as const;

export const ROUTES = [
  {
    method: 'POST',
    path: '/v1/classifiers/{classifier}/classify',
    scope: 'classify',
    answeredBy: 'classify-text',
    summary: 'Labels one text, or up to 100',
  },
  api('GET', '/v1/classifiers', 'read', 'Lists the classifiers'),
  api('GET', '/v1/classifiers/{classifier}', 'read', 'One classifier with its champion'),
  api('DELETE', '/v1/classifiers/{classifier}', 'manage', 'Deletes a classifier with all that was made of it'),
  api('POST', '/v1/classifiers/{classifier}/feedback', 'classify', 'The right label of a text, for the next run'),
  api('GET', '/v1/classifiers/{classifier}/versions', 'read', 'The versions of a classifier, newest first'),
  api('GET', '/v1/classifiers/{classifier}/champion', 'read', 'Which version is in service, or was at a time'),
  api('GET', '/v1/classifiers/{classifier}/history', 'read', 'Who changed what in the registry, newest first'),
  api('GET', '/v1/classifiers/{classifier}/drift', 'read', "Each day's answers beside training, newest first"),
  api('GET', '/v1/classifiers/{classifier}/settings', 'read', 'The settings of a classifier'),
  api('PUT', '/v1/classifiers/{classifier}/settings', 'manage', 'Replaces the settings of a classifier'),
  api('POST', '/v1/classifiers/{classifier}/promote', 'manage', 'Puts a version into service'),
  api('POST', '/v1/classifiers/{classifier}/rollback', 'manage', 'Puts the previous version back into service'),
  api('POST', '/v1/classifiers/{classifier}/canary', 'manage', 'Lets a version answer a share of the texts'),
  api('DELETE', '/v1/classifiers/{classifier}/canary', 'manage', 'Ends the canary'),
  api(
    'DELETE',
    '/v1/classifiers/{classifier}/versions/{version}',
    'manage',
    "Deletes a version and the provider's model",
  ),
  api('POST', '/v1/classifiers/{classifier}/uploads', 'manage', 'A presigned POST for one file of labelled texts'),
  api('GET', '/v1/runs', 'read', 'The runs, newest first'),
  api('POST', '/v1/runs', 'manage', 'Starts a run on a file that was uploaded'),
  api('GET', '/v1/runs/{run}', 'read', 'One run'),
  api('POST', '/v1/runs/{run}/cancel', 'manage', 'Stops a run and its job'),
  api('GET', '/v1/runs/{run}/events', 'read', "The job's events, oldest first"),
  api('GET', '/v1/runs/{run}/results.csv', 'read', 'Loss and accuracy by step'),
  api('GET', '/v1/runs/{run}/predictions.jsonl', 'read', 'The answer to every held-out example, a line each'),
  api('GET', '/v1/runs/{run}/evaluation', 'read', 'The candidate beside what it has to be better than'),
  api('GET', '/v1/runs/{run}/preparation', 'read', "What became of the uploaded file's rows"),
  api('GET', '/v1/runs/{run}/report', 'read', 'How the run ended, as one HTML page with plots'),
  api('POST', '/v1/webhooks/openai', null, 'Told by the provider that a job has ended; signed'),
  api('GET', '/v1/openapi.json', null, 'This description'),
  api('GET', '/v1/health', null, 'Whether the API answers'),
] as const satisfies readonly Route[];

/** The gateway's name of a route, which is also what the authorizer is asked about. */
export const routeKey = (route: Pick<Route, 'method' | 'path'>) => `${route.method} ${route.path}`;
