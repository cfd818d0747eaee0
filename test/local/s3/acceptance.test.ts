import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { CREDENTIALS, startServer } from './start-server.ts';

const root = join(import.meta.dirname, '../../..');
const script = join(root, '../shared/acceptance/s3-protocol.mjs');

(existsSync(script) ? test : test.skip)(
  'the acceptance script of the shared folder passes, where there is one',
  async () => {
    const fixture = await startServer();
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    };
    const { stdout } = await promisify(execFile)(process.execPath, [script, fixture.server.url], { cwd: root, env });
    expect(stdout).toContain('all checks pass');
    expect(stdout).not.toContain('FAIL');
    expect(fixture.failures).toEqual([]);
    await fixture.stop();
  },
);
