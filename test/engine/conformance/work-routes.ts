import { batch, batchList } from './batch-schemas.ts';
import type { ConformingRoute } from './checked-fetch.ts';
import { file, fileDeleted, fileList } from './file-schemas.ts';
import { checkpointList, job, jobEventList, jobList } from './job-schemas.ts';

/** What keeps files, and what works through them. */
export const WORK_ROUTES: readonly ConformingRoute[] = [
  { method: 'POST', path: /^\/v1\/files$/, body: file },
  { method: 'GET', path: /^\/v1\/files$/, body: fileList },
  { method: 'GET', path: /^\/v1\/files\/[^/]+$/, body: file },
  { method: 'GET', path: /^\/v1\/files\/[^/]+\/content$/ },
  { method: 'DELETE', path: /^\/v1\/files\/[^/]+$/, body: fileDeleted },
  { method: 'POST', path: /^\/v1\/fine_tuning\/jobs$/, body: job },
  { method: 'GET', path: /^\/v1\/fine_tuning\/jobs$/, body: jobList },
  { method: 'GET', path: /^\/v1\/fine_tuning\/jobs\/[^/]+$/, body: job },
  { method: 'POST', path: /^\/v1\/fine_tuning\/jobs\/[^/]+\/(cancel|pause|resume)$/, body: job },
  { method: 'GET', path: /^\/v1\/fine_tuning\/jobs\/[^/]+\/events$/, body: jobEventList },
  { method: 'GET', path: /^\/v1\/fine_tuning\/jobs\/[^/]+\/checkpoints$/, body: checkpointList },
  { method: 'POST', path: /^\/v1\/batches$/, body: batch },
  { method: 'GET', path: /^\/v1\/batches$/, body: batchList },
  { method: 'GET', path: /^\/v1\/batches\/[^/]+$/, body: batch },
  { method: 'POST', path: /^\/v1\/batches\/[^/]+\/cancel$/, body: batch },
];
