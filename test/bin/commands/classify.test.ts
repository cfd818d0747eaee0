import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join, resolve } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { classifyRequest } from '../../../core/contract/classify-request.ts';
import { PROBLEM_CONTENT_TYPE, problemOf } from '../../../core/contract/problem.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import { servedPrediction } from '../../support/served-prediction.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Answers a request with its texts as labels, unless one of them is `down`. */
let server: Server;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const parsed = classifyRequest.parse(await json(request));
    const texts = 'text' in parsed ? [parsed.text] : parsed.texts;
    if (texts.includes('down')) {
      const problem = problemOf(new LabelsmithError('ProviderUnavailable', 'it does not answer', 'Try again.'));
      response.writeHead(503, { 'content-type': PROBLEM_CONTENT_TYPE }).end(JSON.stringify(problem));
      return;
    }
    const predictions = texts.map((label) => servedPrediction({ label, confidence: 1 }));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ predictions }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
});

function classify(input: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const address = server.address();
  const env = {
    PATH: process.env['PATH'],
    LABELSMITH_ENDPOINT: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    LABELSMITH_TOKEN: 'token',
  };
  return new Promise((end) => {
    const command = [join(ROOT, 'bin/labelsmith.ts'), 'classify', '--classifier', 'sports', ...args];
    const child = execFile(process.execPath, command, { env }, (error, stdout, stderr) => {
      end({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

const lines = [...Array.from({ length: 100 }, (_, place) => `text ${place}`), 'down'].join('\n');

describe('classify', () => {
  test('prints the answers that came before a failure, and says which lines have none', async () => {
    const { code, stdout, stderr } = await classify(lines);
    expect(code).toBe(1);
    expect(stdout.match(/-> text \d+$/gm)).toHaveLength(100);
    expect(stderr).toMatch(/^labelsmith: line 101: it does not answer \(lines answered: 100\)\nTry again\.\n$/);
  });

  test('puts them into the one document of a failure where JSON is asked for', async () => {
    const { code, stdout } = await classify(lines, '--json');
    expect(code).toBe(1);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ schema: 'labelsmith.error.v1', error: { name: 'ProviderUnavailable' } });
    expect(document.predictions).toHaveLength(100);
  });

  test.each([
    ['lines', 'a\n\nb\n', [], { predictions: [{ label: 'a' }, { label: 'b' }] }],
    ['a text', '', ['c'], { label: 'c' }],
  ])('answers %s as one document', async (_, input, args, document) => {
    const { code, stdout, stderr } = await classify(input, ...args, '--json');
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject(document);
  });

  test('is told that there is no text', async () => {
    const { code, stdout, stderr } = await classify(' \n');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/there is no text/);
  });
});
