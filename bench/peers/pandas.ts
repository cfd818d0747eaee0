import { join } from 'node:path';
import type { Command } from '../measure.ts';
import { findPythonWith, type PythonWith } from './python.ts';

export type Pandas = PythonWith;

/** The first Python on this machine that can import pandas; undefined where there is none. */
export const findPandas = (): Pandas | undefined => findPythonWith('pandas');

/** The removed tool's checks on pandas, run on a file. */
export function pandasCommand(name: string, { python }: Pandas, args: readonly string[]): Command {
  return { name, program: python, args: [join(import.meta.dirname, 'prepare_data.py'), ...args] };
}
