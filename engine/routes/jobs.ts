import { Hono } from 'hono';
import { ApiError } from '../api-error.ts';
import type { EngineContext } from '../engine-context.ts';
import { cancelJob } from '../jobs/cancel-job.ts';
import { createJob } from '../jobs/create-job.ts';
import { deleteJob } from '../jobs/delete-job.ts';
import { pauseJob, resumeJob } from '../jobs/pause-job.ts';
import { jobNotFound, listJobs, requireJob } from '../jobs/stored-jobs.ts';
import { parseBody } from '../parse-body.ts';
import { checkpointObject, createJobBody, eventObject, jobObject } from '../wire/job.ts';
import { pageOf } from '../wire/page.ts';

const JOBS_A_PAGE = { usual: 20, most: 100 };
const EVENTS_A_PAGE = { usual: 20, most: 100 };
const CHECKPOINTS_A_PAGE = { usual: 10, most: 100 };

/** `/v1/fine_tuning/jobs`, with what each job has below it. */
export function jobsRoutes(context: EngineContext): Hono {
  return new Hono()
    .post('/', async (c) => c.json(jobObject(await createJob(context, await parseBody(c.req.raw, createJobBody)))))
    .get('/', async (c) => {
      const url = new URL(c.req.url);
      const isWanted = metadataFilter(url.searchParams);
      const jobs = (await listJobs(context)).filter(({ metadata }) => isWanted(metadata));
      return c.json(pageOf(jobs.map(jobObject), url, JOBS_A_PAGE));
    })
    .get('/:id', async (c) => {
      const job = await context.lookAtJob(c.req.param('id'));
      if (!job) throw jobNotFound();
      return c.json(jobObject(job));
    })
    .delete('/:id', async (c) => {
      const id = await deleteJob(context, c.req.param('id'));
      return c.json({ id, object: 'fine_tuning.job', deleted: true });
    })
    .post('/:id/cancel', async (c) => c.json(jobObject(await cancelJob(context, c.req.param('id')))))
    .post('/:id/pause', async (c) => c.json(jobObject(await pauseJob(context, c.req.param('id')))))
    .post('/:id/resume', async (c) => c.json(jobObject(await resumeJob(context, c.req.param('id')))))
    .get('/:id/events', async (c) => {
      const { events } = await requireJob(context, c.req.param('id'));
      return c.json(pageOf(events.toReversed().map(eventObject), new URL(c.req.url), EVENTS_A_PAGE));
    })
    .get('/:id/checkpoints', async (c) => {
      const job = await requireJob(context, c.req.param('id'));
      const rows = job.epochs.filter(({ epoch }) => job.checkpoints.includes(epoch)).toReversed();
      const checkpoints = rows.map((row) => checkpointObject(job, row));
      return c.json(pageOf(checkpoints, new URL(c.req.url), CHECKPOINTS_A_PAGE));
    });
}

type Metadata = Readonly<Record<string, string>> | null;

/**
 * `metadata[key]=value` pairs, all of which a job must have; or `metadata=null`, for jobs without any.
 * @throws ApiError 400 for another form, or for both at once
 */
function metadataFilter(query: URLSearchParams): (metadata: Metadata) => boolean {
  const pairs = [...query].flatMap(([name, value]) => {
    const key = /^metadata\[(.*)\]$/s.exec(name)?.[1];
    return key === undefined ? [] : [{ key, value }];
  });
  const whole = query.getAll('metadata');
  if (whole.some((value) => value !== 'null') || (whole.length > 0 && pairs.length > 0)) {
    throw new ApiError(400, 'Invalid metadata: expected metadata[key]=value, or metadata=null alone', {
      param: 'metadata',
    });
  }
  if (whole.length > 0) return (metadata) => metadata === null;
  return (metadata) =>
    pairs.every(({ key, value }) => metadata !== null && Object.hasOwn(metadata, key) && metadata[key] === value);
}
