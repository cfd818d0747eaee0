/** A route that fits a request, and what its path's variables stand for, decoded. */
export interface RouteMatch<Route> {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

export type MatchRoute<Route> = (method: string, path: string) => RouteMatch<Route> | undefined;

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'variable' | 'greedy'; readonly name: string };

/** What API Gateway prefers, segment by segment, when several routes fit. */
const RANK = { literal: 0, variable: 1, greedy: 2 } as const;

/**
 * Compiles the routes of an HTTP API. The most specific route answers: a literal segment before `{name}`, that before
 * `{name+}`, a route for one method before `ANY`, and `$default` after all others.
 */
export function compileRoutes<Route extends { readonly routeKey: string }>(
  routes: readonly Route[],
): MatchRoute<Route> {
  const compiled = routes
    .filter(({ routeKey }) => routeKey !== '$default')
    .map((route) => {
      const [method = '', path = ''] = route.routeKey.split(' ');
      return { route, method, segments: path.split('/').slice(1).map(parseSegment) };
    })
    .sort((a, b) => compareSegments(a.segments, b.segments) || Number(a.method === 'ANY') - Number(b.method === 'ANY'));
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');

  return (method, path) => {
    const parts = path.split('/').slice(1);
    for (const { route, segments, ...candidate } of compiled) {
      if (candidate.method !== 'ANY' && candidate.method !== method) continue;
      const pathParameters = matchSegments(segments, parts);
      if (pathParameters) return { route, pathParameters };
    }
    return fallback && { route: fallback, pathParameters: {} };
  };
}

function parseSegment(text: string): Segment {
  const variable = /^\{([^}+]+)(\+?)\}$/.exec(text);
  if (!variable?.[1]) return { kind: 'literal', text };
  return { kind: variable[2] ? 'greedy' : 'variable', name: variable[1] };
}

function compareSegments(a: readonly Segment[], b: readonly Segment[]): number {
  for (const [index, segment] of a.entries()) {
    const other = b[index];
    if (!other) break;
    if (segment.kind !== other.kind) return RANK[segment.kind] - RANK[other.kind];
  }
  return b.length - a.length;
}

/** @param parts the path's segments as they were sent, percent-encoded */
function matchSegments(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    if (part === undefined) return undefined;
    if (segment.kind === 'greedy') {
      const rest = parts.slice(index).join('/');
      if (!rest) return undefined;
      found[segment.name] = decode(rest);
      return found;
    }
    if (segment.kind === 'literal' ? decode(part) !== segment.text : part === '') return undefined;
    if (segment.kind === 'variable') found[segment.name] = decode(part);
  }
  return parts.length === segments.length ? found : undefined;
}

/** Percent-decoded; what is not the encoding of UTF-8 stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
