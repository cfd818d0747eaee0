import { Hono } from 'hono';
import type { EngineContext } from '../engine-context.ts';
import { cancelJob } from '../jobs/cancel-job.ts';
import { createJob } from '../jobs/create-job.ts';
import { jobNotFound, listJobs, requireJob } from '../jobs/stored-jobs.ts';
import { parseBody } from '../parse-body.ts';
import { checkpointObject, createJobBody, eventObject, jobObject } from '../wire/job.ts';
import { pageOf } from '../wire/page.ts';

const JOBS_A_PAGE = 20;
const EVENTS_A_PAGE = 20;
const CHECKPOINTS_A_PAGE = 10;

export function jobsRoutes(context: EngineContext): Hono {
  return new Hono()
    .post('/', async (c) => c.json(jobObject(await createJob(context, await parseBody(c.req.raw, createJobBody)))))
    .get('/', async (c) => {
      const url = new URL(c.req.url);
      const wanted = metadataFilter(url.searchParams);
      const jobs = (await listJobs(context)).filter((job) =>
        wanted.every(
          ([key, value]) => job.metadata !== null && Object.hasOwn(job.metadata, key) && job.metadata[key] === value,
        ),
      );
      return c.json(pageOf(jobs.map(jobObject), url, JOBS_A_PAGE));
    })
    .get('/:id', async (c) => {
      const job = await context.lookAtJob(c.req.param('id'));
      if (!job) throw jobNotFound();
      return c.json(jobObject(job));
    })
    .post('/:id/cancel', async (c) => c.json(jobObject(await cancelJob(context, c.req.param('id')))))
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

/** `metadata[key]=value` pairs, all of which a job must have. */
function metadataFilter(query: URLSearchParams): [string, string][] {
  return [...query].flatMap(([name, value]) => {
    const key = /^metadata\[(.*)\]$/s.exec(name)?.[1];
    return key === undefined ? [] : [[key, value]];
  });
}
