import { join } from 'node:path';
import { drawBars } from '../../bin/terminal/bars.ts';
import type { Bench } from '../benchmark.ts';
import { numberedCopies, writeCompletionFile } from '../inputs/completion-file.ts';
import type { LabelledText } from '../inputs/data-sets.ts';
import { drawCharts } from '../line-chart.ts';
import { figure, markdownTable, preformatted } from '../markdown.ts';
import { measureInTurns } from '../measure.ts';
import { type Medians, mediansOf } from '../medians.ts';
import type { MeasuredPeer } from './beside-peer.ts';
import { AMOUNTS, type Amount, prepareCommand } from './command.ts';
import { USAGE_TITLES, usageCells } from './usage-cells.ts';

/** Sizes in megabytes, from a small file to the largest that a run is expected to take. */
const SIZES = [10, 30, 100, 178, 300, 1_000];
/** Of the amounts, the one that does more. */
const AMOUNT: Amount = 'all but the label audit';
const OURS = 'labelsmith prepare';

interface Point {
  readonly megabytes: number;
  readonly taken: Medians;
}

/** How the time and memory of ours grow with the file: a table, bars, and a drawing of both. */
export async function growth(bench: Bench, posts: readonly LabelledText[], peer: MeasuredPeer) {
  const { points, failures } = await measureSizes(bench, posts);
  const body = [
    `## How it grows: ${AMOUNT}`,
    markdownTable(
      ['input', ...USAGE_TITLES, 'MB a second'],
      points.map(({ megabytes, taken }) => [
        nameOf(megabytes),
        ...usageCells(taken),
        figure(megabytes / taken.seconds, 1),
      ]),
    ),
    ...failures,
    'Seconds:',
    barsOf(points, ({ seconds }) => Number(seconds.toFixed(2))),
    'Peak memory in MiB:',
    barsOf(points, ({ peakMebibytes }) => Math.round(peakMebibytes ?? 0)),
    '![time and memory over the size of the input](prepare.svg)',
  ];
  return { body: body.join('\n\n'), drawing: drawGrowth(points, peer) };
}

async function measureSizes(bench: Bench, posts: readonly LabelledText[]) {
  const points: Point[] = [];
  const failures: string[] = [];
  for (const size of SIZES.filter((megabytes) => megabytes <= bench.largestMegabytes)) {
    // Each input replaces the one before: the largest takes a gigabyte of the disk.
    const copies = numberedCopies(posts, { bytes: size * 1e6 });
    const { path, bytes } = await writeCompletionFile(join(bench.folder, 'posts.jsonl'), copies);
    const command = prepareCommand(OURS, [path, '--out', join(bench.folder, 'out'), ...AMOUNTS[AMOUNT]]);
    bench.say(`${bench.runs} x ${nameOf(size)}`);
    try {
      const runs = await measureInTurns([command], bench.runs);
      points.push({ megabytes: bytes / 1e6, taken: mediansOf([...runs.values()].flat()) });
    } catch (error) {
      // A size that cannot be prepared is a result too, and what was measured before it is kept.
      failures.push(`${nameOf(size)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { points, failures };
}

const nameOf = (megabytes: number) => `${figure(megabytes)} MB`;

const barsOf = (points: readonly Point[], pick: (taken: Medians) => number) =>
  preformatted(drawBars(points.map(({ megabytes, taken }) => ({ name: nameOf(megabytes), value: pick(taken) }))));

function drawGrowth(points: readonly Point[], peer: MeasuredPeer): string {
  const chart = (title: string, y: string, pick: (taken: Medians) => number | undefined) => {
    const at = ({ megabytes, taken }: Point) => [megabytes, pick(taken) ?? 0] as const;
    return {
      title,
      x: 'MB of input',
      y,
      series: [
        { name: OURS, kind: 'main' as const, points: points.map(at) },
        ...(peer ? [{ name: peer.name, kind: 'second' as const, points: [at(peer)], marks: true }] : []),
      ],
    };
  };
  return drawCharts([
    chart('Time', 'seconds', ({ seconds }) => seconds),
    chart('Memory', 'peak MiB', ({ peakMebibytes }) => peakMebibytes),
  ]);
}
