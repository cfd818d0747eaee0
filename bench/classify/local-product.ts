/** The whole product on this machine, with what `labelsmith start` runs; forked by `throughput.ts`, which is told the profile. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startLocalCloud } from '../../local/local-cloud.ts';

/** No request is turned away: what is measured is how many could be answered, not how many the stage lets through. */
const CONTEXT = { throttleRate: '100000000', throttleBurst: '100000000' };
const APP = join(import.meta.dirname, '../../bin/app.ts');

const [folder = ''] = process.argv.slice(2);
const assembly = join(folder, 'cdk.out');
const synthesized = spawnSync(process.execPath, [APP], {
  cwd: join(import.meta.dirname, '../..'),
  // As the CDK's own command line tells an app.
  env: { ...process.env, CDK_OUTDIR: assembly, CDK_CONTEXT_JSON: JSON.stringify(CONTEXT) },
  stdio: ['ignore', 'ignore', 'inherit'],
});
if (synthesized.status !== 0) throw new Error('the stack cannot be synthesized');
const cloud = await startLocalCloud({ assembly, directory: folder, port: 0, log: () => undefined });
process.send?.(cloud.profile);
// The cloud's own threads and kept connections would hold a process that has nothing more to do.
process.once('message', () => void cloud.close().then(() => process.exit(0)));
