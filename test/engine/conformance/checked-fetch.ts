import OpenAI from 'openai';
import type { z } from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { errorBody } from './error.ts';

/** What a route of the API answers with. */
export interface ConformingRoute {
  readonly method: string;
  readonly path: RegExp;
  /** Of a JSON answer with a status below 400; without it the answer is no JSON. */
  readonly body?: z.ZodType;
  /** Of each part of a stream, where the route streams. */
  readonly part?: z.ZodType;
}

/**
 * The engine's `fetch`, which holds every answer against the schemas of its route before anybody gets to see it.
 * The client it is handed to is the unmodified SDK.
 * @throws Error when an answer does not conform, or when its route is not among those given
 */
export function checkedFetch(
  engine: Pick<Engine, 'fetch'>,
  routes: readonly ConformingRoute[],
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const response = await engine.fetch(request);
    const route = routes.find(({ method, path }) => method === request.method && path.test(pathname));
    const said = `${request.method} ${pathname} answered ${response.status}`;
    if (!/^req_[0-9a-f]{24}$/.test(response.headers.get('x-request-id') ?? ''))
      throw new Error(`${said} without an id`);
    if (response.status >= 400) conform(said, errorBody, await response.clone().json());
    else if (!route) throw new Error(`${said}: no schema is known for it`);
    else await checkAnswer(said, route, response.clone());
    return response;
  };
}

/** The unmodified SDK, every answer it gets being checked. */
export function conformingClient(
  engine: Pick<Engine, 'fetch'>,
  routes: readonly ConformingRoute[],
  options: { apiKey?: string; maxRetries?: number } = {},
): OpenAI {
  const send = checkedFetch(engine, routes);
  return new OpenAI({
    apiKey: 'x',
    baseURL: 'http://engine.local/v1',
    maxRetries: 0,
    ...options,
    fetch: (url, init) => send(new Request(url, init)),
  });
}

async function checkAnswer(said: string, { body, part }: ConformingRoute, response: Response): Promise<void> {
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream')) {
    if (!part) throw new Error(`${said} with a stream, where none is known`);
    for (const event of eventsOf(said, await response.text())) conform(said, part, event);
  } else if (body) {
    if (!type.startsWith('application/json')) throw new Error(`${said} with content-type ${type}`);
    conform(said, body, await response.json());
  }
}

/** The parts of a stream of server-sent events, which has to end with `[DONE]`. */
function eventsOf(said: string, stream: string): unknown[] {
  const events = stream.split('\n\n');
  if (events.pop() !== '' || events.pop() !== 'data: [DONE]') throw new Error(`${said} with a stream without its end`);
  return events.map((event) => {
    if (!event.startsWith('data: ')) throw new Error(`${said} with an event that is no data`);
    return JSON.parse(event.slice('data: '.length));
  });
}

function conform(said: string, schema: z.ZodType, value: unknown): void {
  const { error } = schema.safeParse(value);
  if (error) throw new Error(`${said}, which does not conform: ${error.message}`);
}
