import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InvocationResult } from '../lambda/invocation-result.ts';
import { readBody } from '../read-body.ts';
import type { HttpApiView, RouteView } from '../template/http-apis.ts';
import { createAuthorize } from './authorizer.ts';
import { type ApiRequest, integrationEvent, type RouteContext } from './request-event.ts';
import { type ApiResponse, GATEWAY_ANSWERS, responseOf } from './response.ts';
import { compileRoutes } from './route-matching.ts';
import { createThrottle } from './throttle.ts';

/** The largest request that API Gateway takes: 10 MB. */
const MOST_BODY_BYTES = 10 * 1024 * 1024;

/** What a request is told that the authorizer does not let through. */
const REFUSALS = {
  unidentified: GATEWAY_ANSWERS.unauthorized,
  denied: GATEWAY_ANSWERS.forbidden,
  failed: GATEWAY_ANSWERS.failed,
} as const;

export interface HttpApiOptions {
  readonly api: HttpApiView;
  readonly account: string;
  readonly invoke: (functionArn: string, event: unknown) => Promise<InvocationResult>;
}

/** The API as a handler for a node:http server: routes, limits, authorizers and integrations as the template has them. */
export function createHttpApi({ api, account, invoke }: HttpApiOptions) {
  const match = compileRoutes(api.routes);
  const arns = new Map(api.routes.map(({ routeKey, arn }) => [routeKey, arn]));
  const authorize = createAuthorize(invoke, ({ routeKey }) => arns.get(routeKey) ?? '');

  const letThrough = api.throttle ? createThrottle(api.throttle) : () => true;

  async function answer(request: ApiRequest): Promise<ApiResponse> {
    const found = match(request.method, request.rawPath);
    if (!found) return GATEWAY_ANSWERS.notFound;
    if (!letThrough()) return GATEWAY_ANSWERS.tooMany;
    const { route, pathParameters } = found;
    const context = { accountId: account, apiId: api.apiId, routeKey: route.routeKey, pathParameters };
    if (!route.authorizer) return integrate(route, request, context);
    const said = await authorize(route.authorizer, request, context);
    if (said.verdict !== 'allowed') return REFUSALS[said.verdict];
    return integrate(route, request, context, said.context);
  }

  async function integrate(
    route: RouteView,
    request: ApiRequest,
    context: RouteContext,
    authorizer?: Readonly<Record<string, unknown>>,
  ): Promise<ApiResponse> {
    const result = await within(
      route.timeoutMs,
      invoke(route.functionArn, integrationEvent(request, context, authorizer)),
    );
    if (result === 'too late') return GATEWAY_ANSWERS.unavailable;
    if ('payload' in result) return responseOf(result.payload);
    return result.error.errorType === 'RequestEntityTooLarge' ? GATEWAY_ANSWERS.tooLong : GATEWAY_ANSWERS.failed;
  }

  return async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = randomUUID();
    const body = await readBody(message, MOST_BODY_BYTES);
    const reply = body ? await answer(readRequest(message, body, requestId)) : GATEWAY_ANSWERS.tooLong;
    const bytes = Buffer.from(reply.body);
    const noBody = reply.status === 204 || reply.status === 304 || reply.status < 200;
    response
      .writeHead(reply.status, {
        ...reply.headers,
        ...(!noBody && { 'content-length': bytes.length }),
        'apigw-requestid': requestId,
      })
      .end(noBody ? undefined : bytes);
  };
}

function readRequest(message: IncomingMessage, body: Buffer, requestId: string): ApiRequest {
  const [rawPath = '/', rawQueryString = ''] = (message.url ?? '/').split(/\?(.*)/s);
  return {
    requestId,
    method: message.method ?? 'GET',
    rawPath,
    rawQueryString,
    headers: message.headers,
    body,
    sourceIp: message.socket.remoteAddress ?? '127.0.0.1',
    time: new Date(),
  };
}

/** The gateway stops waiting; the function goes on, as it does on AWS. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | 'too late'> {
  const { promise, resolve } = Promise.withResolvers<'too late'>();
  const timer = setTimeout(() => resolve('too late'), milliseconds);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
