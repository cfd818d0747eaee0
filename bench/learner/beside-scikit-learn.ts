import { join } from 'node:path';
import { z } from 'zod';
import type { Bench } from '../benchmark.ts';
import { readDataSet } from '../inputs/data-sets.ts';
import { writePosts } from '../inputs/posts-file.ts';
import { type Run, runOnce } from '../measure.ts';
import type { PythonWith } from '../peers/python.ts';
import { bundleProgram } from './bundle-program.ts';

export const SETS = [
  'newsgroups-sport',
  'newsgroups-20',
  'sms-spam',
  'trec-coarse',
  'banking77',
  'tweet-emotion',
  'ko-nsmc',
] as const;

/** scikit-learn's pipelines: TF-IDF of words, of words and pairs, of characters 2-5 within words, and of all; LinearSVC. */
export const PIPELINES = ['words', 'pairs', 'characters', 'all'] as const;
export type Pipeline = (typeof PIPELINES)[number];

const ours = z.object({
  accuracy: z.number(),
  ece: z.number(),
  cost: z.number(),
  epochs: z.int(),
  fitMs: z.number(),
  loadMs: z.number(),
  fileBytes: z.int(),
});
const theirs = z.object({ accuracy: z.number(), vectorize: z.number(), fit: z.number() });

/** What one program made of one set. Seconds are those of vectorising and fitting alone. */
export interface Trained {
  readonly accuracy: number;
  readonly seconds: number;
  readonly run: Run;
}

export interface SetResult {
  readonly set: string;
  readonly ours: Trained & z.infer<typeof ours>;
  readonly theirs: ReadonlyMap<Pipeline, Trained>;
}

/** Trains on all of a set's training texts and scores its test texts, with one program after the other. */
export async function trainBoth(
  { folder, say }: Bench,
  set: string,
  python: PythonWith | undefined,
): Promise<SetResult> {
  const train = await writePosts(join(folder, `${set}.train.jsonl`), readDataSet(`${set}.train`));
  const test = await writePosts(join(folder, `${set}.test.jsonl`), readDataSet(`${set}.test`));
  say(`${set}: ours`);
  const program = await bundleProgram(folder);
  const run = await runOnce({ name: 'ours', program: process.execPath, args: [program, train, test] });
  const result = ours.parse(JSON.parse(run.stdout));
  const peers = new Map<Pipeline, Trained>();
  for (const pipeline of python ? PIPELINES : []) {
    say(`${set}: scikit-learn, ${pipeline}`);
    const args = [join(import.meta.dirname, '../peers/scikit_learn.py'), train, test, pipeline];
    const peer = await runOnce({ name: 'scikit-learn', program: python?.python ?? '', args });
    const { accuracy, vectorize, fit } = theirs.parse(JSON.parse(peer.stdout));
    peers.set(pipeline, { accuracy, seconds: vectorize + fit, run: peer });
  }
  return { set, ours: { ...result, seconds: result.fitMs / 1_000, run }, theirs: peers };
}
