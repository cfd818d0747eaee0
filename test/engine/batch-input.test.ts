import { describe, expect, test } from '@jest/globals';
import { asLines, chatLine, createBatch, startServing } from './batch-files.ts';
import { startEngine, upload } from './start-engine.ts';

const ALL = { budgetMs: 600_000 };

describe('an input file that cannot be a batch fails it, with the lines at fault:', () => {
  const good = chatLine('m', 0);
  const cases: [string, string, { code: string; line: number | null }[]][] = [
    ['no requests', '\n \r\n', [{ code: 'empty_file', line: null }]],
    ['garbage', '\u0000\u0001garbage', [{ code: 'invalid_json_line', line: 1 }]],
    ['a broken line', `${asLines([good])}{"custom_id":\n`, [{ code: 'invalid_json_line', line: 2 }]],
    [
      'a line without an end',
      `${asLines([good])}{"custom_id":"${'x'.repeat(17_000_000)}`,
      [{ code: 'invalid_json_line', line: 2 }],
    ],
    ['a line that is no object', `[]\n${asLines([good])}`, [{ code: 'invalid_json_line', line: 1 }]],
    [
      'a custom_id used twice',
      `${asLines([good])}\n${asLines([chatLine('m', 1), good, good])}`,
      [
        { code: 'duplicate_custom_id', line: 4 },
        { code: 'duplicate_custom_id', line: 5 },
      ],
    ],
    [
      'no custom_id',
      asLines([chatLine('m', 0, { custom_id: undefined })]),
      [{ code: 'missing_required_parameter', line: 1 }],
    ],
    ['another method', asLines([chatLine('m', 0, { method: 'GET' })]), [{ code: 'invalid_method', line: 1 }]],
    ['another url', asLines([chatLine('m', 0, { url: '/v1/completions' })]), [{ code: 'mismatched_url', line: 1 }]],
    ['no body', asLines([chatLine('m', 0, { body: null })]), [{ code: 'missing_required_parameter', line: 1 }]],
    ['too many requests', `${JSON.stringify(good)}\n`.repeat(50_001), [{ code: 'too_many_requests', line: 50_001 }]],
  ];

  test.each(cases)('%s', async (_, content, faults) => {
    const { client, engine, store } = startEngine();
    const { id } = await createBatch(client, content);
    const ended = await engine.advanceBatch(id, ALL);
    expect(ended).toMatchObject({ status: 'failed', request_counts: { total: 0, completed: 0, failed: 0 } });
    expect(ended.errors).toMatchObject({ object: 'list', data: faults });
    expect(ended.errors?.data).toHaveLength(faults.length);
    expect(ended.failed_at).toBeGreaterThan(0);
    expect(JSON.stringify(ended)).not.toContain('garbage');
    expect(store.keys('engine/batches/')).toEqual([`engine/batches/${id}.json`]);
  });

  test('a byte order mark, CRLF and blank lines are no faults', async () => {
    const { client, engine, model } = await startServing();
    const content = `\uFEFF${JSON.stringify(chatLine(model, 0))}\r\n\r\n${JSON.stringify(chatLine(model, 1))}`;
    const { id } = await createBatch(client, content);
    expect(await engine.advanceBatch(id, ALL)).toMatchObject({ request_counts: { total: 2, completed: 2 } });
  });
});

describe('a batch is refused', () => {
  test.each([
    ['for what is not answered here', { endpoint: '/v1/embeddings' }, 'endpoint'],
    ['for another window', { completion_window: '1h' }, 'completion_window'],
    ['of a file that does not exist', { input_file_id: 'file-1' }, 'input_file_id'],
    ['with a field that means nothing', { priority: 1 }, 'priority'],
  ])('%s', async (_, change, param) => {
    const { client } = startEngine();
    const created = createBatch(client, 'x', change as never);
    await expect(created).rejects.toMatchObject({ status: 400, param });
  });

  test('of a file that was uploaded for training', async () => {
    const { client } = startEngine();
    const created = createBatch(client, 'x', { input_file_id: await upload(client, 'x') });
    await expect(created).rejects.toMatchObject({ status: 400, message: expect.stringContaining("'fine-tune'") });
  });

  test('when it does not exist', async () => {
    const { client, engine } = startEngine();
    for (const id of ['batch_000000000000000000000000', 'batch_1', '..%2Fjobs']) {
      await expect(client.batches.retrieve(id)).rejects.toMatchObject({ status: 404 });
      await expect(client.batches.cancel(id)).rejects.toMatchObject({ status: 404 });
      await expect(engine.advanceBatch(id, ALL)).rejects.toMatchObject({ status: 404 });
    }
  });
});
