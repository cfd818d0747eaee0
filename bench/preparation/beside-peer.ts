import { join } from 'node:path';
import type { Bench } from '../benchmark.ts';
import { numberedCopies, writeCompletionFile } from '../inputs/completion-file.ts';
import type { LabelledText } from '../inputs/data-sets.ts';
import { figure, markdownTable } from '../markdown.ts';
import { measureInTurns } from '../measure.ts';
import { type Medians, mediansOf } from '../medians.ts';
import { type Pandas, pandasCommand } from '../peers/pandas.ts';
import { AMOUNTS, prepareCommand } from './command.ts';
import { USAGE_TITLES, usageCells } from './usage-cells.ts';

/** The posts of newsgroups-20 ten times: what the removed tool was measured on while it was still there. */
const COPIES = 10;
/** What it took then, with pandas 1.5 on the kind of machine that the results name. */
const ORIGINAL: Medians = { seconds: 22.6, cpuSeconds: undefined, peakMebibytes: 1_309 };

const REMOVED_TOOL = 'the removed tool, on pandas';
const QUICKER_PEER = 'the same, letters counted quicker';

/** The peer's medians and the size of the file they were measured on, where there is a peer. */
export type MeasuredPeer = { readonly name: string; readonly megabytes: number; readonly taken: Medians } | undefined;

/** The time and memory of the removed tool and of ours, on one large file and in turns. */
export async function besidePeer(
  bench: Bench,
  posts: readonly LabelledText[],
  pandas: Pandas | undefined,
): Promise<{ readonly body: string; readonly peer: MeasuredPeer }> {
  const file = await writeCompletionFile(join(bench.folder, 'posts.jsonl'), numberedCopies(posts, { copies: COPIES }));
  const out = join(bench.folder, 'out');
  const commands = [
    ...(pandas
      ? [
          pandasCommand(REMOVED_TOOL, pandas, [file.path, out]),
          pandasCommand(QUICKER_PEER, pandas, [file.path, out, '--quick-count']),
        ]
      : []),
    ...Object.entries(AMOUNTS).map(([amount, flags]) =>
      prepareCommand(`labelsmith prepare: ${amount}`, [file.path, '--out', out, ...flags]),
    ),
  ];
  bench.say(`${bench.runs} x ${commands.map(({ name }) => name).join(' | ')}`);
  const runs = await measureInTurns(commands, bench.runs);
  const medians = [...runs].map(([name, taken]) => ({ name, taken: mediansOf(taken) }));
  const peer = medians.find(({ name }) => name === REMOVED_TOOL);
  const against = peer?.taken ?? ORIGINAL;
  const rows = peer ? medians : [{ name: 'the removed tool itself, measured earlier', taken: ORIGINAL }, ...medians];
  const megabytes = file.bytes / 1e6;
  const body = [
    '## Time and memory',
    `${figure(file.rows)} posts, ${figure(megabytes)} MB: ${COPIES} numbered copies of newsgroups-20.train, each text cut to its first 4,000 characters, as prompt and completion. Shares are of the first row.`,
    markdownTable(
      ['', ...USAGE_TITLES, 'of the time', 'of the memory'],
      rows.map(({ name, taken }) => [
        name,
        ...usageCells(taken),
        share(taken.seconds, against.seconds),
        share(taken.peakMebibytes, against.peakMebibytes),
      ]),
    ),
    pandas
      ? `The peer is the removed tool's checks, written anew on pandas ${pandas.version}. The tool itself took ${ORIGINAL.seconds} s and ${figure(ORIGINAL.peakMebibytes)} MiB.`
      : 'No Python with pandas was found (Debian: python3-pandas), so the peer was not run.',
  ];
  return { body: body.join('\n\n'), peer: peer && { ...peer, megabytes } };
}

const share = (part: number | undefined, whole: number | undefined) =>
  part === undefined || whole === undefined ? '-' : `${figure((100 * part) / whole, 1)}%`;
