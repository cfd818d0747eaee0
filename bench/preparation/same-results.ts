import { join } from 'node:path';
import { z } from 'zod';
import type { Bench } from '../benchmark.ts';
import { writeCompletionFile } from '../inputs/completion-file.ts';
import { type LabelledText, readDataSet } from '../inputs/data-sets.ts';
import { figure, markdownTable } from '../markdown.ts';
import { runOnce } from '../measure.ts';
import { type Pandas, pandasCommand } from '../peers/pandas.ts';
import { AMOUNTS, prepareCommand, printed } from './command.ts';

/** What the peer prints, as far as it is compared. */
const peerPrinted = z.object({ long: z.array(z.number()), train: z.number(), valid: z.number() });

/** The first notebook prepared its first 300 posts, to save money, and later all of them. */
const NOTEBOOK_LIMITS = [undefined, 300];

/** Whether both remove the same rows of the posts about baseball and hockey with which it all began. */
export async function compareResults(bench: Bench, pandas: Pandas | undefined): Promise<string> {
  bench.say('the results on the posts of the first notebook');
  const texts = readDataSet('newsgroups-sport.train').map(asNotebook);
  const file = await writeCompletionFile(join(bench.folder, 'notebook.jsonl'), texts);
  const out = join(bench.folder, 'out');
  const rows: string[][] = [];
  for (const limit of NOTEBOOK_LIMITS) {
    const limited = limit === undefined ? [] : ['--limit', String(limit)];
    const ours = [file.path, '--out', out, ...limited, ...AMOUNTS['old checks']];
    const { removed, train, validation } = await outputOf(printed, prepareCommand('labelsmith prepare', ours));
    const input = `${figure(limit ?? file.rows)} posts`;
    rows.push([
      `${input}: labelsmith prepare`,
      list(removed['long-text']),
      figure(train.rows),
      figure(validation.rows),
    ]);
    if (!pandas) continue;
    const peer = await outputOf(peerPrinted, pandasCommand('the peer', pandas, [file.path, out, ...limited]));
    rows.push([`${input}: the removed tool`, list(peer.long), figure(peer.train), figure(peer.valid)]);
  }
  return [
    '## The same results',
    'Rows removed as too long, and rows of the two files, of the posts of the first notebook. The removed tool drew its split by chance, ours is decided by each text alone.',
    markdownTable(['', 'too long', 'training', 'held out'], rows),
  ].join('\n\n');
}

/** As the notebook shaped them: the text without the blanks around it, the last part of the group's name as the label. */
const asNotebook = ({ text, label }: LabelledText): LabelledText => ({
  text: text.trim(),
  label: label.slice(label.lastIndexOf('.') + 1),
});

async function outputOf<T>(schema: z.ZodType<T>, command: Parameters<typeof runOnce>[0]): Promise<T> {
  return schema.parse(JSON.parse((await runOnce(command)).stdout));
}

const list = (rows: readonly number[] = []) => rows.join(', ') || 'none';
