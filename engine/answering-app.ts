import { Hono } from 'hono';
import { ApiError } from './api-error.ts';
import type { AnsweringContext } from './engine-context.ts';
import type { EngineOptions } from './engine-options.ts';
import { chatCompletionsRoutes } from './routes/chat-completions.ts';
import { completionsRoutes } from './routes/completions.ts';

type Faults = Pick<EngineOptions, 'reportFault'>;

/** The routes that answer texts: a batch asks them as any client does, but from inside, without a key. */
export function createAnswering(context: AnsweringContext, options: Faults): Hono {
  const app = new Hono().basePath('/v1');
  app.route('/chat/completions', chatCompletionsRoutes(context));
  app.route('/completions', completionsRoutes(context));
  return withErrors(app, options);
}

/** Adds what an app answers where it has no route, or where a route failed. */
export function withErrors(app: Hono, { reportFault }: Faults): Hono {
  app.notFound(() => unknownUrl().toResponse());
  app.onError((error) => {
    if (!(error instanceof ApiError)) reportFault?.(error);
    return refusalOf(error);
  });
  return app;
}

/** An error as a client is told of it. What went wrong inside stays inside: it could hold a key or a user's text. */
export const refusalOf = (error: unknown): Response => (error instanceof ApiError ? error : unexpected()).toResponse();

const unknownUrl = () =>
  new ApiError(404, 'Unknown request URL: the embedded engine has nothing there; its addresses begin with /v1', {
    code: 'unknown_url',
  });

const unexpected = () =>
  new ApiError(500, 'The engine failed to answer this request: try again, or look at its store', {
    code: 'internal_error',
  });
