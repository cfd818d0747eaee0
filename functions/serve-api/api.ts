import { Hono } from 'hono';
import { describeApi } from '../../core/contract/open-api/describe-api.ts';
import { refusalOf } from '../../core/contract/problem.ts';
import { ROUTES, routeKey } from '../../core/contract/routes.ts';
import { LabelsmithError } from '../../core/errors.ts';
import { requestIdOf } from '../../services/input/request-id.ts';
import { createServiceLog } from '../../services/service-log.ts';
import type { ApiContext, ApiEnvironment, ApiRequest, RouteHandler } from './request.ts';
import { classifierRoutes } from './routes/classifiers.ts';
import { deletionRoutes } from './routes/deletion.ts';
import { feedbackRoutes } from './routes/feedback.ts';
import { registryRoutes } from './routes/registry.ts';
import { runRoutes } from './routes/runs.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { webhookRoutes } from './routes/webhooks.ts';

type Served = Extract<(typeof ROUTES)[number], { answeredBy: 'serve-api' }>;
type KeyOf<R> = R extends Served ? `${R['method']} ${R['path']}` : never;

/** Every route of the contract that this function answers: one that is forgotten or misspelt does not compile. */
const HANDLERS: Readonly<Record<KeyOf<Served>, RouteHandler>> = {
  ...classifierRoutes,
  ...deletionRoutes,
  ...feedbackRoutes,
  ...registryRoutes,
  ...runRoutes,
  ...uploadRoutes,
  ...webhookRoutes,
  'GET /v1/openapi.json': async (request: ApiRequest, { access }: ApiContext) => request.json(describeApi(access)),
  'GET /v1/health': async (request: ApiRequest) => request.json({ status: 'ok' }),
};

const log = createServiceLog();

/** The HTTP API but for predictions, as a fetch handler. */
export function createApi(context: ApiContext): Hono<ApiEnvironment> {
  const app = new Hono<ApiEnvironment>();
  const handlers = new Map<string, RouteHandler>(Object.entries(HANDLERS));
  app.use(async (request, next) => {
    await next();
    request.header('x-request-id', nameOf(request));
    request.header('cache-control', 'no-store');
  });
  for (const route of ROUTES) {
    const handler = handlers.get(routeKey(route));
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    if (handler) app.on(route.method, path, (request) => handler(request, context));
  }
  app.notFound((request) =>
    refuse(new LabelsmithError('NotFound', 'there is no such route', 'See the routes in the documentation.'), request),
  );
  app.onError(refuse);
  return app;
}

function refuse(error: unknown, request: ApiRequest): Response {
  const requestId = nameOf(request);
  const { status, headers, body } = refusalOf(error, requestId);
  if (status >= 500) log.error('a request was not answered', error, { requestId });
  return new Response(body, { status, headers });
}

/** By which an answer and the log name the request. */
const nameOf = (request: ApiRequest) =>
  requestIdOf(request.req.header('x-request-id'), request.env?.event?.requestContext);
