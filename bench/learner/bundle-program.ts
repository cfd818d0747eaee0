import { join } from 'node:path';
import { bundle } from '../../lib/function-bundles.ts';

/**
 * The program that trains, and that of its threads, bundled as a function's are: measured is what is deployed. Run from
 * TypeScript, every thread would hold some 15 MB of compiler besides.
 * @param folder that the bundles go to
 * @returns the program's path
 */
export async function bundleProgram(folder: string): Promise<string> {
  const root = join(import.meta.dirname, '../..');
  const programs = [
    ['train-and-score', 'bench/learner/train-and-score.ts'],
    ['learner-thread', 'services/threads/learner-thread.ts'],
  ] as const;
  await bundle(root, folder, programs);
  return join(folder, 'train-and-score.mjs');
}
