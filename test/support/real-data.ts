import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

/** Where real texts lie, for tests and benchmarks: beside the project, never in it. docs/real-data.md says what they are. */
const FOLDER = resolve(process.env['LABELSMITH_DATA'] || join(import.meta.dirname, '../../../shared/data'));

const labelledText = z.object({ text: z.string(), label: z.string() });
export type LabelledText = z.infer<typeof labelledText>;

/** The path of a file or folder of real data, e.g. `sms-spam.train.jsonl`, whether it is there or not. */
export const realDataPath = (name: string): string => join(FOLDER, name);

/** Whether a file or folder of real data is there. Tests that need one that is not are skipped, by name. */
export const hasRealData = (name: string): boolean => existsSync(realDataPath(name));

/** The file of a set, e.g. `newsgroups-20.train`; undefined where there is none. */
const fileOf = (set: string) => [`${set}.jsonl`, `${set}.jsonl.gz`].find(hasRealData);

/** Whether a set is there, e.g. `newsgroups-20.train`, packed or not. */
export const hasDataSet = (set: string): boolean => fileOf(set) !== undefined;

/**
 * The texts of a set in its own order. Lines end with a line feed alone: texts hold other characters that are taken for
 * line ends.
 * @throws Error where the set is missing
 */
export function readLabelledTexts(set: string): LabelledText[] {
  const file = fileOf(set);
  if (!file) throw new Error(`the set ${set} is not there: docs/real-data.md says where to get it and where to put it`);
  const bytes = readFileSync(realDataPath(file));
  const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().split('\n');
  return lines.filter(Boolean).map((line) => labelledText.parse(JSON.parse(line)));
}
