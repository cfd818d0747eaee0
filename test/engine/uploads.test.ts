import { describe, expect, test } from '@jest/globals';
import { toFile } from 'openai';
import { type Started, startEngine } from './start-engine.ts';

/** Sends fields, in their order, as a form. */
function post({ engine }: Started, ...fields: [string, string | File][]): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return engine.fetch(new Request('http://engine.local/v1/files', { method: 'POST', body: form }));
}

const file = (content = 'some bytes', name = 'a.jsonl') => new File([content], name);

describe('an upload', () => {
  test.each([['fine-tune'], ['batch'], ['user_data'], ['assistants'], ['vision']] as const)(
    'for %s is kept byte by byte',
    async (purpose) => {
      const { client } = startEngine();
      const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 0xef, 0xbb, 0xbf]);
      const created = await client.files.create({ file: await toFile(bytes, 'x.bin'), purpose });
      expect(created).toMatchObject({ object: 'file', bytes: 9, filename: 'x.bin', purpose });
      const content = await client.files.content(created.id);
      expect(Buffer.from(await content.arrayBuffer())).toEqual(bytes);
      expect(await client.files.retrieve(created.id)).toEqual(created);
    },
  );

  test.each([
    [
      'the file first',
      [
        ['file', file()],
        ['purpose', 'fine-tune'],
      ],
      'a.jsonl',
    ],
    [
      'a path of this system',
      [
        ['purpose', 'fine-tune'],
        ['file', file('x', '../../etc/passwd')],
      ],
      'passwd',
    ],
    [
      'a path of another system',
      [
        ['purpose', 'fine-tune'],
        ['file', file('x', 'C:\\data\\a b.jsonl')],
      ],
      'a b.jsonl',
    ],
    [
      'a name that is a folder',
      [
        ['purpose', 'fine-tune'],
        ['file', file('x', '..')],
      ],
      'unnamed',
    ],
    [
      'no name',
      [
        ['purpose', 'fine-tune'],
        ['file', file('x', '')],
      ],
      'unnamed',
    ],
    [
      'a Korean name',
      [
        ['purpose', 'fine-tune'],
        ['file', file('x', '야구.jsonl')],
      ],
      '야구.jsonl',
    ],
    [
      'a very long name',
      [
        ['purpose', 'fine-tune'],
        ['file', file('x', `${'n'.repeat(300)}.jsonl`)],
      ],
      `${'n'.repeat(249)}.jsonl`,
    ],
  ] as [string, [string, string | File][], string][])('with %s is taken', async (_, fields, filename) => {
    const response = await post(startEngine(), ...fields);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ filename });
  });

  test.each([
    ['without a purpose', [['file', file()]], 400, 'purpose'],
    [
      'for an unknown purpose',
      [
        ['purpose', 'fun'],
        ['file', file()],
      ],
      400,
      'purpose',
    ],
    [
      'for evals',
      [
        ['purpose', 'evals'],
        ['file', file()],
      ],
      501,
      null,
    ],
    ['without a file', [['purpose', 'batch']], 400, 'file'],
    [
      'with a text in place of a file',
      [
        ['purpose', 'batch'],
        ['file', 'train.jsonl'],
      ],
      400,
      'file',
    ],
    [
      'in a wrong field',
      [
        ['purpose', 'batch'],
        ['data', file()],
      ],
      400,
      'file',
    ],
    [
      'of two files',
      [
        ['purpose', 'batch'],
        ['file', file()],
        ['file', file()],
      ],
      400,
      'file',
    ],
    [
      'of an empty file',
      [
        ['purpose', 'batch'],
        ['file', file('')],
      ],
      400,
      'file',
    ],
    [
      'with endless fields',
      [
        ['purpose', 'batch'],
        ['note', 'n'.repeat(70_000)],
      ],
      413,
      null,
    ],
    [
      'that expires without an anchor',
      [
        ['purpose', 'batch'],
        ['expires_after[seconds]', '3600'],
        ['file', file()],
      ],
      400,
      'expires_after',
    ],
    [
      'that expires too soon',
      [
        ['purpose', 'batch'],
        ['expires_after[anchor]', 'created_at'],
        ['expires_after[seconds]', '60'],
        ['file', file()],
      ],
      400,
      'expires_after',
    ],
  ] as [string, [string, string | File][], number, string | null][])(
    '%s is refused, and nothing is kept',
    async (_, fields, status, param) => {
      const started = startEngine();
      const response = await post(started, ...fields);
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ error: { param, message: expect.stringMatching(/.{15}/) } });
      expect(started.store.keys()).toEqual([]);
    },
  );

  test('whose sender hangs up leaves nothing behind', async () => {
    const faults: unknown[] = [];
    const started = startEngine({ reportFault: (fault) => faults.push(fault) });
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(Buffer.from('--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\nabc'));
        controller.error(new Error('gone'));
      },
    });
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    expect((await started.engine.fetch(new Request('http://engine.local/v1/files', init))).status).toBe(400);
    expect([faults, started.store.keys()]).toEqual([[], []]);
  });

  test('that says nothing of its length is refused while it is received', async () => {
    const started = startEngine();
    const piece = Buffer.alloc(2 ** 24);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="big"\r\n\r\n';
        controller.enqueue(sent === 0 ? Buffer.from(head) : piece);
        sent += sent === 0 ? head.length : piece.length;
      },
    });
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    const response = await started.engine.fetch(new Request('http://engine.local/v1/files', init));
    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(600 * 2 ** 20);
    expect(started.store.keys()).toEqual([]);
  });
});
