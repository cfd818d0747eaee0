import { describe, expect, test } from '@jest/globals';
import type OpenAI from 'openai';
import { toFile } from 'openai';
import type { z } from 'zod';
import { createEngine } from '../../../engine/engine.ts';
import { createBatchBody } from '../../../engine/wire/batch.ts';
import { createJobBody } from '../../../engine/wire/job.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { asLines, chatLine, createBatch, resultLines } from '../batch-files.ts';
import { sportFile } from '../example-files.ts';
import { pollToEnd, upload } from '../start-engine.ts';
import { ANSWER_ROUTES } from './answer-routes.ts';
import { conformingClient } from './checked-fetch.ts';
import { webhookEvent } from './webhook-schemas.ts';
import { WORK_ROUTES } from './work-routes.ts';

const SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;

/** An engine that works one step whenever it is read, and the SDK, every answer to which is held against its schema. */
function startChecked() {
  const posted: { body: string; headers: Headers }[] = [];
  const engine = createEngine({
    store: new MemoryStore(),
    clock: () => new Date(),
    advanceOnRead: true,
    softMs: 0,
    webhooks: [{ url: 'https://receiver.example/hook', secret: SECRET }],
    async fetch(request) {
      posted.push({ body: await request.text(), headers: request.headers });
      return new Response(null, { status: 200 });
    },
  });
  return { engine, posted, client: conformingClient(engine, [...WORK_ROUTES, ...ANSWER_ROUTES]) };
}

/** What the SDK's own page iterator gives, a page of two at a time. */
async function idsOf(pages: AsyncIterable<{ id: string }>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of pages) ids.push(id);
  return ids;
}

describe('whatever the engine answers conforms to the package’s types, and serves the SDK’s helpers:', () => {
  test('files, waited for, paged through and deleted', async () => {
    const { client } = startChecked();
    const expires_after = { anchor: 'created_at', seconds: 3_600 } as const;
    const file = await client.files.create({
      file: await toFile(Buffer.from('x'), 'x'),
      purpose: 'vision',
      expires_after,
    });
    expect(await client.files.waitForProcessing(file.id, { pollInterval: 1, maxWait: 1_000 })).toEqual(file);
    const ids = [file.id, await upload(client, 'y'), await upload(client, 'z')];
    expect(new Set(await idsOf(client.files.list({ limit: 2 })))).toEqual(new Set(ids));
    for (const id of ids) await client.files.delete(id);
    expect((await client.files.list()).data).toEqual([]);
  });

  test('a job in every status that a wait sees, its events, checkpoints and results', async () => {
    const { client } = startChecked();
    const training_file = await upload(client, sportFile('chat', 40));
    const validation_file = await upload(client, sportFile('chat', 20, 100));
    const created = await client.fineTuning.jobs.create({
      model: 'gpt-4.1-mini-2025-04-14',
      training_file,
      validation_file,
      suffix: 'sports',
      seed: 7,
      metadata: { a: 'b' },
      method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 5, batch_size: 'auto' } } },
    });
    const seen: string[] = [created.status];
    for (let job = created; !['succeeded', 'failed'].includes(job.status); ) {
      job = await client.fineTuning.jobs.retrieve(created.id);
      seen.push(job.status);
      if (job.status === 'running' && seen.filter((status) => status === 'running').length > 3) {
        expect(job.estimated_finish).toBeGreaterThanOrEqual(job.created_at);
      }
    }
    expect([...new Set(seen)]).toEqual(['validating_files', 'queued', 'running', 'succeeded']);
    const events = await idsOf(client.fineTuning.jobs.listEvents(created.id, { limit: 2 }));
    expect(new Set(events).size).toBe(10);
    const checkpoints = await idsOf(client.fineTuning.jobs.checkpoints.list(created.id, { limit: 2 }));
    expect(checkpoints).toHaveLength(3);
    const job = await client.fineTuning.jobs.retrieve(created.id);
    const results = await client.files.retrieve(job.result_files[0] ?? '');
    expect(results).toMatchObject({ purpose: 'fine-tune-results', filename: 'step_metrics.csv' });
    expect(job.trained_tokens).toBeGreaterThan(0);
  });

  test('jobs that fail, are paused, resumed and cancelled, in a list', async () => {
    const { client } = startChecked();
    const { jobs } = client.fineTuning;
    const failing = await jobs.create({ model: 'ada', training_file: await upload(client, 'garbage') });
    expect((await pollToEnd(client, failing.id)).error).toMatchObject({ code: 'invalid_file_format' });
    const training_file = await upload(client, sportFile('completion', 40));
    const other = await jobs.create({ model: 'babbage-002', training_file, hyperparameters: { n_epochs: 2 } });
    await jobs.pause(other.id);
    await jobs.resume(other.id);
    await jobs.cancel(other.id);
    const third = await jobs.create({ model: 'ada', training_file });
    const ids = [failing.id, other.id, third.id];
    expect(new Set(await idsOf(jobs.list({ limit: 2 })))).toEqual(new Set(ids));
  });

  test('batches to their ends, and the webhooks of all ends', async () => {
    const { client, engine, posted } = startChecked();
    const training_file = await upload(client, sportFile('chat', 40));
    const { id } = await client.fineTuning.jobs.create({
      model: 'ada',
      training_file,
      hyperparameters: { n_epochs: 1 },
    });
    const { fine_tuned_model: model } = await pollToEnd(client, id);
    const lines = asLines([chatLine(model ?? '', 0), chatLine('ft:none', 1)]);
    const batches = [
      await createBatch(client, lines, { metadata: { a: 'b' } }),
      await createBatch(client, 'garbage'),
      await createBatch(client, lines),
    ];
    await client.batches.cancel(batches[2]?.id ?? '');
    const ended: OpenAI.Batch[] = [];
    for (const batch of batches) {
      let now = batch;
      while (!['completed', 'failed', 'cancelled'].includes(now.status)) now = await client.batches.retrieve(batch.id);
      ended.push(now);
    }
    expect(ended.map(({ status }) => status)).toEqual(['completed', 'failed', 'cancelled']);
    expect(await resultLines(client, ended[0]?.output_file_id)).toHaveLength(1);
    expect(await resultLines(client, ended[0]?.error_file_id)).toHaveLength(1);
    expect(new Set(await idsOf(client.batches.list({ limit: 2 })))).toEqual(new Set(batches.map((batch) => batch.id)));

    await engine.deliverWebhooks();
    const events = [];
    for (const { body, headers } of posted) {
      events.push(webhookEvent.parse(await client.webhooks.unwrap(body, headers, SECRET)).type);
    }
    expect(events.sort()).toEqual(['batch.cancelled', 'batch.completed', 'batch.failed', 'fine_tuning.job.succeeded']);
  });
});

test('every field of a request that the package knows is known to the engine', () => {
  type Fields<T> = Record<keyof T, true>;
  const job: Fields<OpenAI.FineTuning.Jobs.JobCreateParams> = {
    model: true,
    training_file: true,
    validation_file: true,
    hyperparameters: true,
    integrations: true,
    metadata: true,
    method: true,
    seed: true,
    suffix: true,
  };
  const batch: Fields<OpenAI.Batches.BatchCreateParams> = {
    completion_window: true,
    endpoint: true,
    input_file_id: true,
    metadata: true,
    output_expires_after: true,
  };
  const known = (schema: z.ZodObject) => Object.keys(schema.shape).sort();
  expect(known(createJobBody)).toEqual(Object.keys(job).sort());
  expect(known(createBatchBody)).toEqual(Object.keys(batch).sort());
});
