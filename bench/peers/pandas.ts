import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from '../measure.ts';

/** A Python that has pandas. */
export interface Pandas {
  readonly python: string;
  readonly version: string;
}

/** Where Python is looked for: first the one that the shell finds, then Debian's, which `python3-pandas` belongs to. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** The first Python on this machine that can import pandas; undefined where there is none. */
export function findPandas(): Pandas | undefined {
  for (const python of PYTHONS) {
    const asked = spawnSync(python, ['-c', 'import pandas; print(pandas.__version__)'], { encoding: 'utf8' });
    if (asked.status === 0) return { python, version: asked.stdout.trim() };
  }
  return undefined;
}

/** The removed tool's checks on pandas, run on a file. */
export function pandasCommand(name: string, { python }: Pandas, args: readonly string[]): Command {
  return { name, program: python, args: [join(import.meta.dirname, 'prepare_data.py'), ...args] };
}
