import { Hono } from 'hono';
import { readArtefact, writeArtefact } from '../../core/artefact.ts';
import { mapConcurrently } from '../../core/map-concurrently.ts';
import type { Store } from '../../core/store.ts';
import { ApiError } from '../api-error.ts';
import type { EngineContext } from '../engine-context.ts';
import { FILES_PREFIX, fileContentKey, fileKey, isFileId, randomDigits } from '../keys.ts';
import { type FileRecord, fileRecord } from '../records/file-record.ts';
import { fileObject } from '../wire/file.ts';
import { pageOf } from '../wire/page.ts';

/** OpenAI's limit for one file: 512 MB. */
export const MOST_FILE_BYTES = 512 * 2 ** 20;
/** What a multipart body may have beside the file: boundaries, headers, the purpose. */
const MULTIPART_BYTES = 64 * 2 ** 10;
const READS_AT_ONCE = 16;
const DEFAULT_PAGE = 100;

export function filesRoutes({ store, clock }: EngineContext): Hono {
  return new Hono()
    .post('/', async (c) => {
      const { file, filename } = await receiveFile(c.req.raw);
      const record: FileRecord = {
        schema: 'labelsmith.engine-file.v1',
        id: `file-${randomDigits()}`,
        bytes: file.length,
        createdAt: clock().toISOString(),
        filename,
        purpose: 'fine-tune',
      };
      await store.write(fileContentKey(record.id), file, { contentType: 'application/jsonl' });
      await writeArtefact(store, fileKey(record.id), fileRecord, record, 'absent');
      return c.json(fileObject(record));
    })
    .get('/', async (c) => {
      const purpose = c.req.query('purpose');
      const files = (await listFiles(store)).filter((file) => purpose === undefined || file.purpose === purpose);
      return c.json(pageOf(files.map(fileObject), new URL(c.req.url), DEFAULT_PAGE));
    })
    .get('/:id', async (c) => c.json(fileObject(await requireFile(store, c.req.param('id')))))
    .get('/:id/content', async (c) => {
      const record = await requireFile(store, c.req.param('id'));
      const content = await store.read(fileContentKey(record.id));
      if (!content) throw fileNotFound();
      return new Response(streamOf(content.body), {
        headers: { 'content-type': 'application/octet-stream', 'content-length': String(content.object.size) },
      });
    })
    .delete('/:id', async (c) => {
      const { id } = await requireFile(store, c.req.param('id'));
      await store.remove(fileKey(id));
      await store.remove(fileContentKey(id));
      return c.json({ id, object: 'file', deleted: true });
    });
}

/** @throws ApiError 404 when there is no such file */
export async function requireFile(store: Store, id: string): Promise<FileRecord> {
  const found = isFileId(id) ? await readArtefact(store, fileKey(id), fileRecord) : undefined;
  if (!found) throw fileNotFound();
  return found.value;
}

const fileNotFound = () => new ApiError(404, 'No such file: see GET /v1/files for those that exist', { param: 'id' });

/** Newest first. */
async function listFiles(store: Store): Promise<FileRecord[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(FILES_PREFIX)) if (key.endsWith('.json')) keys.push(key);
  const found = await mapConcurrently(keys, READS_AT_ONCE, (key) => readArtefact(store, key, fileRecord));
  return found
    .flatMap((file) => (file ? [file.value] : []))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || a.id.localeCompare(b.id));
}

/** The uploaded bytes of a multipart request. */
async function receiveFile(request: Request): Promise<{ file: Uint8Array; filename: string }> {
  if (Number(request.headers.get('content-length') ?? 0) > MOST_FILE_BYTES + MULTIPART_BYTES) throw tooLarge();
  let form: FormData;
  try {
    form = await request.formData();
  } catch {
    throw new ApiError(400, 'The body is not multipart/form-data: send the fields "file" and "purpose"');
  }
  if (form.get('purpose') !== 'fine-tune') {
    throw new ApiError(400, "Invalid purpose: expected 'fine-tune'", { param: 'purpose' });
  }
  const file = form.get('file');
  if (!(file instanceof Blob)) throw new ApiError(400, 'No file: send it in the field "file"', { param: 'file' });
  if (file.size > MOST_FILE_BYTES) throw tooLarge();
  return { file: new Uint8Array(await file.arrayBuffer()), filename: file.name.slice(0, 255) || 'training.jsonl' };
}

const tooLarge = () =>
  new ApiError(413, `The file is too large: a file may have ${MOST_FILE_BYTES} bytes (512 MB)`, { param: 'file' });

/** `ReadableStream.from`, which the DOM's types do not know yet. */
function streamOf(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
