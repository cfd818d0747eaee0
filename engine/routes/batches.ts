import { Hono } from 'hono';
import type { BatchContext } from '../batches/batch-context.ts';
import { cancelBatch } from '../batches/cancel-batch.ts';
import { createBatch } from '../batches/create-batch.ts';
import { batchNotFound, listBatches } from '../batches/stored-batches.ts';
import { parseBody } from '../parse-body.ts';
import { batchObject, createBatchBody } from '../wire/batch.ts';
import { pageOf } from '../wire/page.ts';

const BATCHES_A_PAGE = { usual: 20, most: 100 };

/** `/v1/batches`: many requests in a file, answered into another one. */
export function batchesRoutes(context: BatchContext): Hono {
  return new Hono()
    .post('/', async (c) =>
      c.json(batchObject(await createBatch(context, await parseBody(c.req.raw, createBatchBody)))),
    )
    .get('/', async (c) => {
      const batches = await listBatches(context);
      return c.json(pageOf(batches.map(batchObject), new URL(c.req.url), BATCHES_A_PAGE));
    })
    .get('/:id', async (c) => {
      const batch = await context.lookAtBatch(c.req.param('id'));
      if (!batch) throw batchNotFound();
      return c.json(batchObject(batch));
    })
    .post('/:id/cancel', async (c) => c.json(batchObject(await cancelBatch(context, c.req.param('id')))));
}
