import type { LambdaEvent } from 'hono/aws-lambda';

/** A request as the gateway tells a function of it, in payload format 2.0. */
export type ApiEvent = Extract<LambdaEvent, { readonly routeKey: string }>;

/**
 * The event with the path of the route that the caller was let in to, and without a body where the route's method takes none.
 *
 * The gateway, and whoever authorises, decide by `routeKey`; a router that reads the path once more may read it otherwise. A
 * path comes decoded, and `new URL` takes `\` for `/`, ends a path at `#` and resolves `..`: a classifier that is called
 * `sports\promote#` would make of the route for feedback the one that promotes. Nor does it take a GET with a body.
 */
export function authorisedEvent(event: ApiEvent): ApiEvent {
  const [method = '', route = ''] = event.routeKey.split(' ');
  const rawPath = route.replaceAll(/\{(\w+)\}/g, (_, name: string) => segment(event.pathParameters?.[name] ?? ''));
  return { ...event, rawPath, body: method === 'GET' ? null : event.body };
}

/** One that stays one: `.` and `..` would be steps, however they are encoded, and become names that nothing has. */
const segment = (value: string): string => (/^\.{1,2}$/.test(value) ? `%25${value}` : encodeURIComponent(value));
