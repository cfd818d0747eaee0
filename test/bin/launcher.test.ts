import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const LAUNCHER = join(import.meta.dirname, '../../bin/labelsmith.mjs');

/** Runs the launcher on this Node, which says that it is another one. */
function launch(version: string, ...args: string[]) {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
  const imported = `data:text/javascript,${encodeURIComponent(pretend)}`;
  return spawnSync(process.execPath, ['--import', imported, LAUNCHER, ...args], { encoding: 'utf8' });
}

test.each(['20.20.2', '22.17.9', '18.0.0'])('Node %s is told what is missing, without a stack', (version) => {
  const { status, stderr, stdout } = launch(version, 'start', '--json');
  expect(status).toBe(1);
  expect(stderr).toContain(`this is Node ${version}`);
  expect(stderr).toContain('npm rebuild node');
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(JSON.parse(stdout)).toMatchObject({ schema: 'labelsmith.error.v1', error: { name: 'NodeTooOld' } });
});

test.each(['22.18.0', '24.0.0'])('Node %s runs the command line', (version) => {
  const { status, stdout } = launch(version, 'prepare', '--help');
  expect(status).toBe(0);
  expect(stdout).toContain('--out');
});
