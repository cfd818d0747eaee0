import type { Divergence, DriftReport, VersionDrift } from '../../core/contract/drift-report.ts';
import { count, percent, whole } from '../../core/contract/numbers.ts';
import { drawBars } from './bars.ts';
import { drawTable } from './table.ts';
import { printable } from './text-width.ts';

/** Labels drawn of a day, those with the most answers. */
const MOST_LABELS = 20;

const COLUMNS = [
  { title: 'day' },
  { title: 'version', align: 'right' },
  { title: 'answers', align: 'right' },
  { title: 'abstained', align: 'right' },
  { title: 'labels', align: 'right' },
  { title: 'confidence', align: 'right' },
  { title: 'unseen words', align: 'right' },
  { title: 'in training', align: 'right' },
  { title: '' },
] as const;

/**
 * Reports as lines: one for each day and version, the oldest day first, drift as its stability index; then the newest
 * day's labels, and what is to be known of it.
 * @param reports the newest first
 */
export function describeDrift(reports: readonly DriftReport[]): string[] {
  const [newest] = reports;
  if (!newest) return [];
  const rows = [...reports].reverse().flatMap(({ day, versions }) => versions.map((version) => rowOf(day, version)));
  return [...drawTable(COLUMNS, rows), ...newest.versions.flatMap((version) => describeVersion(newest.day, version))];
}

function rowOf(day: string, { version, answers, abstentions, ...drift }: VersionDrift): string[] {
  const { labelDrift, confidenceDrift, unseenWords, warning } = drift;
  return [
    day,
    String(version),
    whole(answers),
    answers > 0 ? percent(abstentions / answers) : '-',
    indexOf(labelDrift),
    indexOf(confidenceDrift),
    unseenWords ? percent(unseenWords.served) : '-',
    unseenWords ? percent(unseenWords.training) : '-',
    warning === null ? '' : 'warning',
  ];
}

const indexOf = (divergence: Divergence | null) => divergence?.stabilityIndex.toFixed(3) ?? '-';

function describeVersion(day: string, { version, answers, labels, warning }: VersionDrift): string[] {
  const most = [...labels].sort((a, b) => b.answers - a.answers).slice(0, MOST_LABELS);
  return [
    '',
    `Version ${version} on ${day}, ${count(answers, 'answer')}:`,
    ...drawBars(most.map(({ label, answers: value }) => ({ name: label, value }))),
    ...(warning === null ? [] : [`Warning: ${printable(warning)}.`]),
  ];
}
