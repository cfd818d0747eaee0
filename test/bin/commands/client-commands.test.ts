import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Preparation } from '../../../core/contract/dataset.ts';
import { PROBLEM_CONTENT_TYPE, problemOf } from '../../../core/contract/problem.ts';
import type { Run } from '../../../core/contract/run.ts';
import { LabelsmithError } from '../../../core/errors.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

const run = (id: string, changes: Partial<Run>): Run => ({
  schema: 'labelsmith.run.v1',
  run: id,
  classifier: 'mails',
  status: 'running',
  state: 'Poll tuning',
  cause: 'upload',
  source: { key: 'uploads/mails/a.csv' },
  force: false,
  settings: '',
  startedAt: '2026-11-22T10:00:00.000Z',
  updatedAt: '2026-11-22T10:00:00.000Z',
  finishedAt: null,
  provider: 'embedded',
  dataset: null,
  examples: null,
  job: null,
  lastSeenAt: null,
  expectedEndAt: null,
  progress: null,
  model: null,
  version: null,
  promoted: null,
  metrics: null,
  baseline: null,
  verdict: null,
  reason: null,
  lastProgressAt: null,
  silentSince: null,
  estimate: null,
  cancelRequested: null,
  notes: [],
  unreleased: null,
  ...changes,
});

const preparation: Preparation = {
  schema: 'labelsmith.preparation.v1',
  dataset: null,
  source: 'a.csv',
  examples: 1200,
  labels: { ham: 900, spam: 300 },
  removed: { duplicate: [1, 2], 'long-text': [7] },
  columns: null,
  train: { rows: 957 },
  validation: { rows: 240 },
  tokens: { train: 1, billed: 1, error: 0 },
  estimate: { costUsd: 0, seconds: 1 },
  estimates: [],
  lengths: [],
  notes: [],
  sources: [],
  suspects: [],
  checks: [{ id: 'secrets', severity: 'warning', message: 'a key', rows: [4], action: 'none' }],
};

const reason = {
  code: 'UnusableSource',
  message: 'a.csv: it is empty',
  remedy: 'Upload it with: labelsmith upload FILE',
};
const ANSWERS: Readonly<Record<string, unknown>> = {
  '/v1/runs/under-way': run('under-way', {}),
  '/v1/runs/under-way/preparation': preparation,
  '/v1/runs/blocked': run('blocked', { status: 'blocked', state: 'Run blocked', reason }),
};

/** The API as far as these commands ask it: what it does not know is refused as the real one does. */
let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = ANSWERS[request.url ?? ''];
    const missing = problemOf(new LabelsmithError('NotFound', 'there is none yet', 'See: labelsmith runs'));
    response.writeHead(answer ? 200 : 404, { 'content-type': answer ? 'application/json' : PROBLEM_CONTENT_TYPE });
    response.end(JSON.stringify(answer ?? missing));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
});

function labelsmith(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : '';
  const env = {
    PATH: process.env['PATH'],
    npm_lifecycle_event: 'labelsmith',
    LABELSMITH_ENDPOINT: `http://127.0.0.1:${port}`,
    LABELSMITH_TOKEN: 'token',
  };
  return new Promise((end) => {
    execFile(process.execPath, [join(ROOT, 'bin/labelsmith.ts'), ...args], { env }, (error, stdout, stderr) => {
      end({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

describe('results', () => {
  test('of a run under way are not there yet', async () => {
    const { code, stderr } = await labelsmith('results', 'under-way');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /has no results yet: it is at "Poll tuning"\nFollow it with: npm run -s labelsmith -- follow under-way/,
    );
  });

  test('of a run that has ended without any will not come, and it says why', async () => {
    const { code, stderr, stdout } = await labelsmith('results', 'blocked', '--json');
    expect(code).toBe(1);
    expect(stderr).toContain('has ended (blocked) and has no results: a.csv: it is empty');
    expect(stderr).not.toContain('yet');
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'labelsmith.error.v1', error: { name: 'NotFound' } });
  });
});

describe('run', () => {
  test('says how many rows were read and left out, and why', async () => {
    const { code, stdout } = await labelsmith('run', 'under-way');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'Rows: 1,200 read, 957 to train on, 240 held out, 3 left out: duplicate 2, long-text 1\n  Look at: secrets',
    );
  });

  test('gives the hints of the API as they are typed here', async () => {
    expect((await labelsmith('run', 'blocked')).stdout).toContain('npm run -s labelsmith -- upload FILE');
    expect((await labelsmith('run', 'nowhere')).stderr).toContain('npm run -s labelsmith -- runs');
  });
});
