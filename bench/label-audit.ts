import { join } from 'node:path';
import type { Bench, Benchmark, Report } from './benchmark.ts';
import { readDataSet } from './inputs/data-sets.ts';
import { writePosts } from './inputs/posts-file.ts';
import { auditRound, type Found, type Round } from './label-audit/audit-rounds.ts';
import { figure, markdownTable } from './markdown.ts';
import { measureInTurns, median } from './measure.ts';
import { mediansOf } from './medians.ts';
import { PROGRAM } from './preparation/command.ts';
import { USAGE_TITLES, usageCells } from './preparation/usage-cells.ts';

/** Sets, and how many times each is audited, every time with other flips. */
const SETS: readonly (readonly [name: string, rounds: number])[] = [
  ['newsgroups-sport', 10],
  ['sms-spam', 10],
  ['trec-coarse', 5],
  ['tweet-emotion', 5],
  ['banking77', 2],
  ['ko-nsmc', 2],
  ['newsgroups-20', 1],
];

/** How many wrong labels the audit finds, and what it adds to the preparation of a large set. */
export const labelAudit: Benchmark = {
  name: 'label-audit',
  title: 'Finding 5% of flipped labels, beside a ranking by self-confidence',
  async measure(bench): Promise<Report> {
    const rows: string[][] = [];
    for (const [name, rounds] of SETS) {
      bench.say(`${name}, ${rounds} times`);
      rows.push(describe(name, await auditOften(name, rounds)));
    }
    const titles = ['set', 'rounds', 'flips', 'found', 'precision', 'joint: found', 'precision', 'ranking', 'seconds'];
    return { body: [EXPLANATION, markdownTable(titles, rows), await wholePreparation(bench)].join('\n\n') };
  },
};

const EXPLANATION =
  'Per cent, mean ± standard deviation over the rounds. Found and precision are those of what `prepare` reports; joint: what lies off the diagonal of the confident joint; ranking: the least self-confident rows, as many as were flipped, of which the share found is also the precision. Each round audits the whole training file.';

async function auditOften(name: string, count: number): Promise<Round[]> {
  const texts = readDataSet(`${name}.train`);
  const rounds: Round[] = [];
  for (let seed = 1; seed <= count; seed += 1) rounds.push(await auditRound(texts, seed));
  return rounds;
}

function describe(name: string, rounds: readonly Round[]): string[] {
  const of = (pick: (round: Round) => Found, what: keyof Found) => spread(rounds.map((round) => pick(round)[what]));
  return [
    name,
    String(rounds.length),
    figure(rounds[0]?.flips),
    of((round) => round.suspects, 'found'),
    of((round) => round.suspects, 'precision'),
    of((round) => round.joint, 'found'),
    of((round) => round.joint, 'precision'),
    of((round) => round.ranking, 'found'),
    figure(median(rounds.map(({ seconds }) => seconds)), 2),
  ];
}

/** Mean and standard deviation, in per cent. */
function spread(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return figure(mean * 100, 1);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return `${figure(mean * 100, 1)} ± ${figure(Math.sqrt(variance) * 100, 1)}`;
}

/** The command as a user runs it, with everything on and without the audit. */
async function wholePreparation({ folder, runs, say }: Bench): Promise<string> {
  say('newsgroups-20, the whole preparation');
  const file = await writePosts(join(folder, 'newsgroups-20.jsonl'), readDataSet('newsgroups-20.train'));
  const args = [PROGRAM, 'prepare', file, '--out', join(folder, 'prepared'), '--json'];
  const commands = [
    { name: 'with the label audit', program: process.execPath, args },
    { name: 'without', program: process.execPath, args: [...args, '--check', 'likely-mislabelled=off'] },
  ];
  const taken = await measureInTurns(commands, runs);
  const rows = [...taken].map(([name, found]) => [name, ...usageCells(mediansOf(found))]);
  return `\`labelsmith prepare\` on newsgroups-20.train, 11,314 posts:\n\n${markdownTable(['', ...USAGE_TITLES], rows)}`;
}
