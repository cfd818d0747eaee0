import { Hono } from 'hono';
import { ApiError } from './api-error.ts';
import { requireApiKey } from './api-keys.ts';
import type { BatchContext } from './batches/batch-context.ts';
import type { EngineContext } from './engine-context.ts';
import type { EngineOptions } from './engine-options.ts';
import { batchesRoutes } from './routes/batches.ts';
import { chatCompletionsRoutes } from './routes/chat-completions.ts';
import { completionsRoutes } from './routes/completions.ts';
import { filesRoutes } from './routes/files.ts';
import { jobsRoutes } from './routes/jobs.ts';
import { modelsRoutes } from './routes/models.ts';
import { notOfferedRoutes } from './routes/not-offered.ts';
import { explainWrongMethod } from './wrong-method.ts';

/** Everything below `/v1`. */
export function createApp(context: BatchContext, options: EngineOptions): Hono {
  const app = new Hono().basePath('/v1');
  if (options.apiKeys) app.use('*', requireApiKey(options.apiKeys));
  app.use('*', explainWrongMethod(app));
  app.route('/files', filesRoutes(context));
  app.route('/fine_tuning/jobs', jobsRoutes(context));
  app.route('/batches', batchesRoutes(context));
  app.route('/models', modelsRoutes(context));
  app.route('/chat/completions', chatCompletionsRoutes(context));
  app.route('/completions', completionsRoutes(context));
  app.route('/', notOfferedRoutes());
  return withErrors(app, options);
}

/** The routes that answer texts: a batch asks them as any client does, but from inside, without a key. */
export function createAnswering(context: EngineContext, options: EngineOptions): Hono {
  const app = new Hono().basePath('/v1');
  app.route('/chat/completions', chatCompletionsRoutes(context));
  app.route('/completions', completionsRoutes(context));
  return withErrors(app, options);
}

function withErrors(app: Hono, { reportFault }: EngineOptions): Hono {
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
