import { Hono } from 'hono';
import { withErrors } from './answering-app.ts';
import { requireApiKey } from './api-keys.ts';
import type { BatchContext } from './batches/batch-context.ts';
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
