import { writeFile } from 'node:fs/promises';
import type { LabelledText } from './data-sets.ts';

/** Writes texts and labels as JSON Lines, and returns the path. */
export async function writePosts(path: string, posts: readonly LabelledText[]): Promise<string> {
  await writeFile(path, posts.map(({ label, text }) => `${JSON.stringify({ text, label })}\n`).join(''));
  return path;
}
