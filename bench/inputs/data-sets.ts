import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { CannotMeasure } from '../benchmark.ts';

/** Where the labelled texts lie that are measured on: beside the project, never in it. */
const FOLDER = resolve(import.meta.dirname, '../../../shared/data');

const labelledText = z.object({ text: z.string(), label: z.string() });
export type LabelledText = z.infer<typeof labelledText>;

/** The texts of a set, e.g. `newsgroups-20.train`, in its own order. @throws CannotMeasure where the set is missing */
export function readDataSet(name: string): LabelledText[] {
  const plain = join(FOLDER, `${name}.jsonl`);
  const packed = `${plain}.gz`;
  const path = [plain, packed].find(existsSync);
  if (!path) throw new CannotMeasure(`the set ${name} is not there; it is looked for in ../shared/data`);
  const bytes = readFileSync(path);
  const lines = (path === packed ? gunzipSync(bytes) : bytes).toString().split('\n');
  return lines.filter(Boolean).map((line) => labelledText.parse(JSON.parse(line)));
}
