import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll } from '@jest/globals';
import { z } from 'zod';
import { check, lengthClass, modelEstimate, preparation } from '../../core/contract/dataset.ts';

const ROOT = resolve(import.meta.dirname, '../..');
export const folder = mkdtempSync(join(tmpdir(), 'labelsmith-prepare-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as a person runs it, in a process of its own. */
export function labelsmith(...args: string[]): Promise<Ended> {
  const { promise, resolve: end } = Promise.withResolvers<Ended>();
  execFile(process.execPath, [join(ROOT, 'bin/labelsmith.ts'), ...args], { cwd: folder }, (error, stdout, stderr) => {
    end({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
  });
  return promise;
}

export const rows = Array.from({ length: 60 }, (_, n) => ({ id: n, text: `text ${n}`, label: n % 2 ? 'odd' : 'even' }));
export const source = join(folder, 'rows.jsonl');
writeFileSync(source, [...rows, rows[0]].map((row) => `${JSON.stringify(row)}\n`).join(''));

const counts = z.object({ rows: z.int(), path: z.string() });
export const document = z.strictObject({
  schema: z.literal('labelsmith.prepare.v1'),
  dataset: z.string(),
  examples: z.int(),
  labels: z.record(z.string(), z.int()),
  removed: z.record(z.string(), z.array(z.int())),
  train: counts,
  validation: counts,
  tokens: z.object({ train: z.int().positive(), billed: z.int().positive() }),
  estimate: z.object({ costUsd: z.number(), seconds: z.number() }),
  checks: z.array(check),
  estimates: z.array(modelEstimate).min(1),
  pricesOf: z.iso.date(),
  lengths: z.array(lengthClass).min(1),
  columns: z.object({ text: z.string(), label: z.string(), why: z.string() }),
  notes: z.array(z.string()),
  sources: z.array(z.object({ name: z.string(), firstRow: z.int(), rows: z.int() })).min(1),
  suspects: preparation.shape.suspects,
});

export const failure = z.strictObject({
  schema: z.literal('labelsmith.error.v1'),
  error: z.strictObject({ name: z.string(), message: z.string(), remedy: z.string() }),
});

export const OUTPUTS = ['dataset.json', 'preparation.json', 'train.jsonl', 'validation.jsonl'];

/** The command with its standard input open. */
export function begin(...args: string[]) {
  const child = spawn(process.execPath, [join(ROOT, 'bin/labelsmith.ts'), ...args], { cwd: folder, stdio: 'pipe' });
  const { promise: ended, resolve: end } = Promise.withResolvers<number | null>();
  child.on('close', (code) => end(code));
  // A command that ends early breaks the pipe.
  child.stdin.on('error', () => undefined);
  return { child, ended };
}

export async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end && !holds(); ) await sleep(2);
}
