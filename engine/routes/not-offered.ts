import { Hono } from 'hono';
import { notOffered } from '../api-error.ts';

/** What OpenAI's API has and the engine has not: a client that strays here learns that it is no mistake in the address. */
const NOT_OFFERED = [
  'assistants',
  'audio',
  'containers',
  'conversations',
  'embeddings',
  'evals',
  'images',
  'moderations',
  'organization',
  'realtime',
  'responses',
  'threads',
  'uploads',
  'vector_stores',
  'videos',
  'fine_tuning/alpha',
  'fine_tuning/checkpoints',
  'fine-tunes',
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
  routes.get('/chat/completions', () => {
    throw notOffered('Stored chat completions');
  });
  return routes;
}
