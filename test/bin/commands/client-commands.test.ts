import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Preparation } from '../../../core/contract/dataset.ts';
import { PROBLEM_CONTENT_TYPE, problemOf } from '../../../core/contract/problem.ts';
import { settings } from '../../../core/contract/settings.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { runRecord } from '../../support/run-record.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

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
const version = (number: number, deleted: { at: string; by: string } | null) => ({
  schema: 'labelsmith.version.v1',
  ...candidateVersion(`run-${number}`),
  version: number,
  calibration: {
    temperature: 1,
    from: 'out-of-fold',
    answers: 957,
    expectedCalibrationError: 0.0123,
    calibrationInterval: [0, 0.05],
  },
  costUsd: number / 4,
  deleted,
});
const ANSWERS: Readonly<Record<string, unknown>> = {
  'GET /v1/classifiers/mails/versions': {
    versions: [version(2, null), version(1, { at: '2026-11-22T10:00:00.000Z', by: 'token default' })],
    champion: {
      schema: 'labelsmith.champion.v1',
      version: 2,
      previousVersion: 1,
      since: '2026-11-22T10:00:00.000Z',
      by: 'a test',
      reason: 'because',
    },
    sunset: {
      schema: 'labelsmith.sunset.v1',
      classifier: 'mails',
      version: 2,
      provider: 'openai',
      baseModel: 'base',
      checkedAt: '2026-11-22T10:00:00.000Z',
      shutdownDate: '2026-12-02',
      daysLeft: 9,
      answers: true,
      level: 'alarm',
      command: 'labelsmith settings mails provider=embedded',
    },
  },
  'DELETE /v1/classifiers/mails/versions/1': version(1, { at: '2026-11-22T10:00:00.000Z', by: 'token default' }),
  'DELETE /v1/classifiers/mails': {
    classifier: 'mails',
    runs: 5,
    versions: 2,
    models: 1,
    datasets: 2,
    sharedDatasets: 1,
    left: ['model-of-run-1'],
  },
  'GET /v1/classifiers/mails/settings': settings.parse({ baseModel: 'm', seed: 3 }),
  'GET /v1/runs?': { runs: [runRecord('under-way', {}), runRecord('blocked', { status: 'blocked', reason })] },
  'GET /v1/runs/under-way': runRecord('under-way', {}),
  'GET /v1/runs/under-way/preparation': preparation,
  'GET /v1/runs/blocked': runRecord('blocked', { status: 'blocked', state: 'Run blocked', reason }),
};

/** The API as far as these commands ask it: what it does not know is refused as the real one does. */
let server: Server;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const asked = `${request.method} ${request.url}`;
    // What is put is what is there from then on.
    const answer = request.method === 'PUT' ? await json(request) : ANSWERS[asked];
    const missing = problemOf(new LabelsmithError('NotFound', 'there is none yet', 'See: labelsmith runs'));
    if (asked === 'GET /v1/runs/blocked/report') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Blocked</h1>');
      return;
    }
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

describe('report', () => {
  const folder = mkdtempSync(join(tmpdir(), 'labelsmith-report-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is saved where that is said, and its path told', async () => {
    const path = join(folder, 'mine.html');
    const { code, stdout } = await labelsmith('report', 'blocked', '--out', path, '--json');
    expect([code, JSON.parse(stdout)]).toEqual([0, { schema: 'labelsmith.report.v1', run: 'blocked', path }]);
    expect(readFileSync(path, 'utf8')).toContain('<h1>');
    expect((await labelsmith('report', 'blocked', '--out', path)).stdout).toBe(`The report of run blocked: ${path}\n`);
  });

  test('that cannot be saved says what to do', async () => {
    const { code, stderr } = await labelsmith('report', 'blocked', '--out', join(folder, 'no/such/folder.html'));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/cannot be written\nName another file with --out/)]);
  });
});

describe('runs', () => {
  test('are listed below each other, one line each whatever their news are', async () => {
    const { stdout } = await labelsmith('runs');
    expect(stdout).toBe(
      [
        '2026-11-22T10:00:00.000Z  running  under-way  Poll tuning',
        '2026-11-22T10:00:00.000Z  blocked  blocked    a.csv: it is empty\n',
      ].join('\n'),
    );
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

describe('settings', () => {
  test('are shown, and changed one by one', async () => {
    expect(JSON.parse((await labelsmith('settings', 'mails')).stdout)).toMatchObject({ baseModel: 'm', seed: 3 });
    const { code, stdout } = await labelsmith('settings', 'mails', 'provider=embedded', 'baseModel=', 'maxCostUsd=20');
    expect([code, JSON.parse(stdout)]).toEqual([0, settings.parse({ seed: 3, provider: 'embedded', maxCostUsd: 20 })]);
  });

  test('are not changed by what is no change', async () => {
    const { code, stderr } = await labelsmith('settings', 'mails', 'provider');
    expect([code, stderr]).toEqual([2, expect.stringContaining('name=value is expected')]);
  });
});

describe('canary', () => {
  test('without a version shows how it is typed here', async () => {
    const { code, stderr } = await labelsmith('canary', 'mails');
    expect([code, stderr]).toEqual([2, expect.stringContaining('npm run -s labelsmith -- canary mails 4 --share 0.1')]);
  });
});

describe('versions', () => {
  test('are listed with what serves, what was deleted, what it cost, and how much longer it answers', async () => {
    const { stdout } = await labelsmith('versions', 'mails');
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^2 {2}serves {3}.*ECE 0\.012 .*\$0\.50 .*model-of-run-2$/);
    expect(lines[1]).toMatch(/^1 {2}deleted {2}.*\$0\.25 .*model-of-run-1$/);
    expect(stdout).toContain('Calibration error 0.012 (95% interval 0.000 to 0.050) on 957 answers out of fold\n');
    expect(stdout).toContain('Version 2 serves, and base goes out of service on 2026-12-02, in 9 days.');
    expect(stdout).toContain('npm run -s labelsmith -- settings mails provider=embedded');
  });

  test('are deleted one by one', async () => {
    expect((await labelsmith('delete', 'mails', '1')).stdout).toContain(
      'Version 1 of mails and its model model-of-run-1',
    );
    expect((await labelsmith('delete', 'mails', '0')).code).toBe(2);
  });

  test('are deleted with their whole classifier only when that is said', async () => {
    const { code, stderr } = await labelsmith('delete', 'mails');
    expect([code, stderr]).toEqual([2, expect.stringContaining('npm run -s labelsmith -- delete mails --yes')]);
    expect((await labelsmith('delete', 'mails', '--json')).code).toBe(2);
    const { stdout } = await labelsmith('delete', 'mails', '--yes');
    expect(stdout).toMatch(
      /^mails is deleted, with its uploads and feedback: 2 versions, 1 model, 5 runs, 2 datasets\./,
    );
    expect(stdout).toContain('that stay: 1.\nThe provider refuses to let go of: model-of-run-1');
    expect(JSON.parse((await labelsmith('delete', 'mails', '--yes', '--json')).stdout)).toMatchObject({ runs: 5 });
  });
});
