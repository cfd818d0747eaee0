import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { realDataPath } from '../../support/real-data.ts';
import { CREDENTIALS, startServer } from './start-server.ts';

const root = join(import.meta.dirname, '../../..');
/** What docs/real-data.md says of it: a program that drives a server by the SDK. */
const script = realDataPath('../acceptance/s3-protocol.mjs');

(existsSync(script) ? test : test.skip)(
  'the acceptance program beside the real data passes, where there is one',
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
