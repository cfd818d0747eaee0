import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CommandError } from '../command-error.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Synthesizes the stack, as `cdk synth -c name=value ...` does, into the directory, and returns where the assembly lies. */
export async function synthesize(directory: string, context: Readonly<Record<string, string>>): Promise<string> {
  const assembly = join(directory, 'cdk.out');
  rmSync(assembly, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const child = spawn(process.execPath, [join(ROOT, 'bin/app.ts')], {
    cwd: ROOT,
    // The two variables by which the CDK's own command line tells an app where to write, and its context.
    env: { ...process.env, CDK_OUTDIR: assembly, CDK_CONTEXT_JSON: JSON.stringify(context) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  if (code !== 0) {
    throw new CommandError(`the stack cannot be synthesized:\n${complaint.trim()}`, 'Run `npm ci` and try again.');
  }
  return assembly;
}
