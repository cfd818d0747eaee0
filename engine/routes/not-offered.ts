import { Hono } from 'hono';
import { notOffered } from '../api-error.ts';

/** What OpenAI's API has and the engine has not: a client that strays here learns that it is no mistake in the address. */
const NOT_OFFERED = [
  'agents',
  'assistants',
  'audio',
  'chatkit',
  'containers',
  'content_provenance_checks',
  'conversations',
  'decisions',
  'edits',
  'embeddings',
  'evals',
  'fine-tunes',
  'fine_tuning/alpha',
  'fine_tuning/checkpoints',
  'images',
  'live',
  'moderations',
  'organization',
  'projects',
  'realtime',
  'responses',
  'skills',
  'threads',
  'uploads',
  'vaults',
  'vector_stores',
  'videos',
  'webhook_endpoints',
  'webhook_event_types',
];

export function notOfferedRoutes(): Hono {
  const routes = new Hono();
  for (const path of NOT_OFFERED) {
    for (const pattern of [`/${path}`, `/${path}/*`]) {
      routes.all(pattern, () => {
        throw notOffered(`/v1/${path}`);
      });
    }
  }
  const stored = () => {
    throw notOffered('A store of chat completions');
  };
  routes.get('/chat/completions', stored);
  routes.all('/chat/completions/:id', stored);
  routes.get('/chat/completions/:id/messages', stored);
  return routes;
}
