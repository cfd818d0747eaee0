import { Hono } from 'hono';
import { ApiError } from '../api-error.ts';
import type { EngineContext } from '../engine-context.ts';
import { streamOf } from '../files/byte-streams.ts';
import { refuseFileInUse } from '../files/file-in-use.ts';
import { receiveUpload } from '../files/receive-upload.ts';
import { fileNotFound, listFiles, removeFile, requireFile, writeFile } from '../files/stored-files.ts';
import { fileContentKey, randomDigits } from '../keys.ts';
import type { FileRecord } from '../records/file-record.ts';
import { fileObject } from '../wire/file.ts';
import { pageOf } from '../wire/page.ts';

const FILES_A_PAGE = { usual: 10_000, most: 10_000 };

/** `/v1/files`: uploads, and what jobs and batches wrote. */
export function filesRoutes(context: EngineContext): Hono {
  const { store, clock } = context;
  return new Hono()
    .post('/', async (c) => {
      const { content, expiresAfter, ...upload } = await receiveUpload(c.req.raw);
      const now = clock();
      const record: FileRecord = {
        schema: 'labelsmith.engine-file.v1',
        id: `file-${randomDigits()}`,
        bytes: content.bytes,
        createdAt: now.toISOString(),
        expiresAt: expiresAfter === null ? null : new Date(now.getTime() + expiresAfter * 1000).toISOString(),
        ...upload,
      };
      await writeFile(store, record, content, 'application/octet-stream');
      return c.json(fileObject(record));
    })
    .get('/', async (c) => {
      const { purpose, order = 'desc' } = c.req.query();
      if (order !== 'asc' && order !== 'desc') {
        throw new ApiError(400, "Invalid order: expected 'asc' or 'desc'", { param: 'order' });
      }
      const newestFirst = (await listFiles(context)).filter((file) => !purpose || file.purpose === purpose);
      const files = order === 'desc' ? newestFirst : newestFirst.toReversed();
      return c.json(pageOf(files.map(fileObject), new URL(c.req.url), FILES_A_PAGE));
    })
    .get('/:id', async (c) => c.json(fileObject(await requireFile(context, c.req.param('id')))))
    .get('/:id/content', async (c) => {
      const record = await requireFile(context, c.req.param('id'));
      const content = await store.read(fileContentKey(record.id));
      if (!content) throw fileNotFound();
      return new Response(streamOf(content.body), {
        headers: { 'content-type': 'application/octet-stream', 'content-length': String(content.object.size) },
      });
    })
    .delete('/:id', async (c) => {
      const { id } = await requireFile(context, c.req.param('id'));
      await refuseFileInUse(context, id);
      await removeFile(store, id);
      return c.json({ id, object: 'file', deleted: true });
    });
}
