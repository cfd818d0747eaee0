import type { IncomingHttpHeaders } from 'node:http';

/** A request that came in over HTTP, its body read. */
export interface ApiRequest {
  readonly requestId: string;
  readonly method: string;
  /** As it was sent, percent-encoded, without the query. Functions are told of it decoded. */
  readonly rawPath: string;
  /** As it was sent, without the question mark. */
  readonly rawQueryString: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly time: Date;
}

/** What an API knows of itself and of the route that answers. */
export interface RouteContext {
  readonly accountId: string;
  readonly apiId: string;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** What integration and authorizer are both told, in payload format 2.0. */
export function requestFields(request: ApiRequest, context: RouteContext) {
  const { cookie, ...headers } = request.headers;
  const query = queryParameters(request.rawQueryString);
  const host = request.headers.host ?? '';
  const rawPath = decoded(request.rawPath);
  return {
    version: '2.0',
    routeKey: context.routeKey,
    rawPath,
    rawQueryString: request.rawQueryString,
    ...(cookie !== undefined && { cookies: cookie.split(';').map((one) => one.trim()) }),
    headers: joinHeaders(headers),
    ...(query && { queryStringParameters: query }),
    ...(Object.keys(context.pathParameters).length > 0 && { pathParameters: context.pathParameters }),
    requestContext: {
      accountId: context.accountId,
      apiId: context.apiId,
      domainName: host,
      domainPrefix: host.split('.')[0] ?? '',
      http: {
        method: request.method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: request.requestId,
      routeKey: context.routeKey,
      stage: '$default',
      time: commonLogTime(request.time),
      timeEpoch: request.time.getTime(),
    },
  };
}

/** The event that an integration gets: the request, what the authorizer said about it, and the body. */
export function integrationEvent(
  request: ApiRequest,
  context: RouteContext,
  authorizer: Readonly<Record<string, unknown>> | undefined,
) {
  const fields = requestFields(request, context);
  const requestContext = { ...fields.requestContext, ...(authorizer && { authorizer: { lambda: authorizer } }) };
  const isBase64Encoded = request.body.length > 0 && !isText(request.headers['content-type']);
  const body = { body: request.body.toString(isBase64Encoded ? 'base64' : 'utf8') };
  return { ...fields, requestContext, ...(request.body.length > 0 && body), isBase64Encoded };
}

/** Only these types reach a function as text, forms not among them; all others, and those without a type, as base64. */
function isText(contentType: string | undefined): boolean {
  return /^(text\/|application\/(json|javascript|xml|[^;]+\+(json|xml))\b)/i.test(contentType?.trim() ?? '');
}

function joinHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : value] as const],
  );
  return Object.fromEntries(entries);
}

/** As the gateway hands a path on; one that cannot be decoded stays as it was sent. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Decoded; a parameter that is given several times has its values joined by commas. */
function queryParameters(raw: string): Record<string, string> | undefined {
  if (!raw) return undefined;
  const parameters = new URLSearchParams(raw);
  return Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]));
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000`, in UTC. */
function commonLogTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(time.getUTCDate())}/${MONTHS[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
  return `${day}:${time.toISOString().slice(11, 19)} +0000`;
}
