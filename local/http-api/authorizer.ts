import { z } from 'zod';
import type { InvocationResult } from '../lambda/invocation-result.ts';
import type { AuthorizerView } from '../template/http-apis.ts';
import { type ApiRequest, type RouteContext, requestFields } from './request-event.ts';

/** An identity source is missing; the function said no; the function failed, or said nothing usable. */
export type Refusal = 'unidentified' | 'denied' | 'failed';

export type Verdict =
  | { readonly verdict: 'allowed'; readonly context: Readonly<Record<string, unknown>> }
  | { readonly verdict: Refusal };

export type Authorize = (authorizer: AuthorizerView, request: ApiRequest, context: RouteContext) => Promise<Verdict>;

const simpleResponse = z.object({
  isAuthorized: z.boolean(),
  context: z.record(z.string(), z.unknown()).nullish(),
});

/** Enough for every token and route of one person; the oldest answers go first. */
const MOST_CACHED = 1000;

/**
 * Asks Lambda authorizers with simple responses, and keeps their answers by the values of the identity sources, for as
 * long as the template says. A function's failure is not kept.
 * @param routeArn the ARN that the authorizer is told
 */
export function createAuthorize(
  invoke: (functionArn: string, event: unknown) => Promise<InvocationResult>,
  routeArn: (context: RouteContext) => string,
): Authorize {
  const cached = new Map<string, { verdict: Verdict; until: number }>();

  return async (authorizer, request, context) => {
    const identity = authorizer.identitySources.map((source) => identityValue(source, request, context));
    if (identity.some((value) => !value)) return { verdict: 'unidentified' };
    const key = JSON.stringify([authorizer.arn, ...identity]);
    const known = cached.get(key);
    if (known && known.until > Date.now()) return known.verdict;
    cached.delete(key);

    const fields = requestFields(request, context);
    const event = { ...fields, type: 'REQUEST', routeArn: routeArn(context), identitySource: identity };
    const result = await invoke(authorizer.functionArn, event);
    const answer = simpleResponse.safeParse('payload' in result ? result.payload : undefined);
    if (!answer.success) return { verdict: 'failed' };
    const verdict: Verdict = answer.data.isAuthorized
      ? { verdict: 'allowed', context: answer.data.context ?? {} }
      : { verdict: 'denied' };
    if (authorizer.ttlSeconds > 0 && identity.length > 0) {
      cached.set(key, { verdict, until: Date.now() + authorizer.ttlSeconds * 1000 });
      const [oldest] = cached.keys();
      if (cached.size > MOST_CACHED && oldest !== undefined) cached.delete(oldest);
    }
    return verdict;
  };
}

/** @throws Error for a source that is none of header, query string and `$context.routeKey` */
function identityValue(source: string, request: ApiRequest, context: RouteContext): string | undefined {
  if (source === '$context.routeKey') return context.routeKey;
  const [, place, name] = /^\$request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (place === 'querystring' && name) return new URLSearchParams(request.rawQueryString).get(name) ?? undefined;
  if (place !== 'header' || !name) throw new Error(`The identity source ${source} is not supported locally.`);
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(',') : value;
}
